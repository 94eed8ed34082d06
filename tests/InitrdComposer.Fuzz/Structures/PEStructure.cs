using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>DOS header, COFF header, optional header with its directories, section headers, certificate entries.</summary>
internal static class PEStructure
{
    private const int MaxSections = 96;

    public static Structure Image { get; } = new((data, fields) =>
    {
        fields.Add(0x3C, 4, Little);
        long coff = (long)Numbers.Read(data, 0x3C, 4, Little) + 4;
        fields.Row(coff, Little, 2, 2, 4, 4, 4, 2, 2);
        long optional = coff + 20;
        bool isPlus = Numbers.Read(data, optional, 2, Little) == 0x20B;
        fields.Row(optional, Little, 2, 1, 1, 4, 4, 4, 4, 4);
        if (isPlus) fields.Row(optional + 24, Little, 8, 4, 4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 2, 2, 8, 8, 8, 8, 4, 4);
        else fields.Row(optional + 28, Little, 4, 4, 4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 2, 2, 4, 4, 4, 4, 4, 4);
        long directories = optional + (isPlus ? 112 : 96);
        for (int i = 0; i < 16; i++) fields.Row(directories + (i * 8), Little, 4, 4);
        long sections = optional + (long)Numbers.Read(data, coff + 16, 2, Little);
        for (int i = 0; i < Math.Min(MaxSections, (int)Numbers.Read(data, coff + 2, 2, Little)); i++) fields.Row(sections + (i * 40) + 8, Little, 4, 4, 4, 4, 4, 4, 2, 2, 4);
        long certificate = (long)Numbers.Read(data, directories + 32, 4, Little);
        if (certificate > 0) fields.Row(certificate, Little, 4, 2, 2);
    });
}

using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>The initrd that the stub hands to the kernel: several are each padded with NULs to 4, the last one too; one alone stays as it is.</summary>
internal static class StubInitrd
{
    private const int Padding = 4;

    /// <summary>What the kernel of a boot gets, in the stub's order, and what each part is made of.</summary>
    public static (PositionalSource Bytes, ImmutableArray<string> Inputs) Of(BootScenario boot)
    {
        List<(PositionalSource Bytes, string[] Inputs)> row = [];
        foreach (Addon addon in boot.FittingAddons.Reverse()) Add(addon.Microcode, addon.Image.Name);
        Add(boot.Texts.Microcode, UkiSectionNames.Microcode);
        Add(boot.Texts.Initrd, UkiSectionNames.Initrd);
        foreach (CompanionArchive archive in CompanionArchives.Of(boot)) row.Add((archive.Bytes, [.. archive.Inputs]));
        foreach ((string file, string section, PositionalSource content) in boot.Texts.Meta) Add(StubCpio.Meta.Pack([(file, content)]), section);
        foreach (Addon addon in boot.FittingAddons) Add(addon.Initrd, addon.Image.Name);
        return (Combine([.. row.Select(part => part.Bytes)]), [.. row.SelectMany(part => part.Inputs).Distinct()]);

        void Add(PositionalSource? bytes, string input)
        {
            if (bytes is not null) row.Add((bytes, [input]));
        }
    }

    public static PositionalSource Combine(ImmutableArray<PositionalSource> initrds)
    {
        if (initrds.Length == 1) return initrds[0];
        List<(long Start, PositionalSource Bytes)> row = [];
        long length = 0;
        foreach (PositionalSource initrd in initrds)
        {
            row.Add((length, initrd));
            length = Alignment.Up(length + initrd.Length, Padding);
        }

        return new RowSource(row, length);
    }
}

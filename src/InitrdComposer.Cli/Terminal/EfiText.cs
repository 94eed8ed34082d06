using System.Text;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Terminal;

/// <summary>A section table for people.</summary>
internal static class EfiText
{
    public static string Sections(IEnumerable<UkiSection> sections)
    {
        var text = new StringBuilder();
        text.Append(null, $"{"section",-10}{"address",12}{"size",12}  digest\n");
        foreach (UkiSection section in sections) text.Append(null, $"{section.Name,-10}{$"0x{section.VirtualAddress:X}",12}{section.Length,12}  {section.Digest}\n");
        return text.ToString();
    }
}

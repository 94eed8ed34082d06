using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Terminal;

/// <summary>EFI images for people.</summary>
internal static class EfiText
{
    /// <summary>The section table, what its texts say, profiles.</summary>
    public static string Of(UkiDescription efi)
    {
        var text = new StringBuilder(Sections(efi.Sections));
        for (int i = 0; i < efi.Texts.Length; i++)
        {
            if (efi.Texts[i] is not string content || efi.Sections[i].Name is UkiSectionNames.PcrSignature or UkiSectionNames.PcrPublicKey) continue;
            text.Append(null, $"\n{efi.Sections[i].Name}{ProfileOf(efi, i)}\n");
            foreach (string line in content.TrimEnd('\n').Split('\n')) text.Append(null, $"  {Printable.Escape(line)}\n");
        }

        return text.ToString();
    }

    private static string ProfileOf(UkiDescription efi, int section)
    {
        int number = efi.Profiles.IndexOf(efi.Profiles.FirstOrDefault(profile => profile.Sections.Contains(section))!);
        return number < 0 ? "" : $" of profile @{number}";
    }

    public static string Sections(IEnumerable<UkiSection> sections)
    {
        var text = new StringBuilder();
        text.Append(null, $"{"section",-10}{"address",12}{"size",12}{"flags",12}  digest\n");
        foreach (UkiSection section in sections) text.Append(null, $"{Printable.Escape(Encoding.Latin1.GetBytes(section.Name)),-10}{$"0x{section.VirtualAddress:X}",12}{section.Length,12}{$"0x{(uint)section.Characteristics:X8}",12}  {section.Digest}\n");
        return text.ToString();
    }
}

using System.Globalization;
using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Verification;

/// <summary>The form of .sbat (shim's SBAT.md): lines of CSV whose first names the format itself.</summary>
internal static class SbatRules
{
    /// <summary>component_name, component_generation, vendor_name, vendor_package_name, vendor_version, vendor_url; shim reads the first two.</summary>
    private const int LeastColumns = 2;

    private const int MaxLength = 1 << 20;

    public static IEnumerable<Finding> Check(UkiImage image)
    {
        UkiPart[] sections = [.. image.Base.Where(part => part.Name == UkiSectionNames.Sbat)];
        if (sections is not [UkiPart section, ..])
        {
            yield return new(UkiRules.Sbat, UkiSectionNames.Sbat, null, "section", "none", "one: shim starts no image without it");
            yield break;
        }

        var bytes = new byte[(int)Math.Min(section.Content.Length, MaxLength)];
        section.Content.ReadExactlyAt(0, bytes);
        string[] lines = Encoding.Latin1.GetString(bytes.AsSpan().TrimEnd((byte)0)).TrimEnd('\n').Split('\n');
        if (!lines[0].StartsWith("sbat,", StringComparison.Ordinal))
        {
            yield return new(UkiRules.Sbat, section.Name, null, "line 1", $"\"{Printable.Escape(lines[0])}\"", "\"sbat,1,...\"");
        }

        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = lines[i].TrimEnd('\r').Split(',');
            bool isGeneration = fields.Length >= LeastColumns && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int generation) && generation > 0;
            if (fields[0].Length == 0 || !isGeneration || !Ascii.IsValid(lines[i]))
            {
                yield return new(UkiRules.Sbat, section.Name, null, $"line {i + 1}", $"\"{Printable.Escape(lines[i])}\"", "component,generation,... in ASCII, generation from 1");
            }
        }
    }
}

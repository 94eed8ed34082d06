using System.Collections.Immutable;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Verification;

/// <summary>The form of .sbat (shim's SBAT.md): lines of CSV whose first names the format itself.</summary>
internal static class SbatRules
{
    public static IEnumerable<Finding> Check(UkiImage image)
    {
        if (image.Base.ContentOf(UkiSectionNames.Sbat) is not { } section)
        {
            yield return new(UkiRules.Sbat, UkiSectionNames.Sbat, null, "section", "none", "one: shim starts no image without it");
            yield break;
        }

        ImmutableArray<string> lines = Sbat.Read(section);
        if (!lines[0].StartsWith(Sbat.FirstComponent, StringComparison.Ordinal))
        {
            yield return new(UkiRules.Sbat, UkiSectionNames.Sbat, null, "line 1", $"\"{Printable.Escape(lines[0])}\"", "\"sbat,1,...\"");
        }

        foreach ((int i, string line) in lines.Index().Where(line => !Sbat.IsLineForShim(line.Item)))
        {
            yield return new(UkiRules.Sbat, UkiSectionNames.Sbat, null, $"line {i + 1}", $"\"{Printable.Escape(line)}\"", "component,generation,... in ASCII, generation from 1");
        }
    }
}

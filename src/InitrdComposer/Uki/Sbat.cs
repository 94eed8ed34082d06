using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>
/// SBAT (shim's SBAT.md): CSV lines that name an image's components and their generation, so that firmware can refuse generations with known holes. A UKI
/// carries those of all its parts.
/// </summary>
public static class Sbat
{
    /// <summary>ukify's line of a UKI that says nothing else about itself.</summary>
    public const string Default = "uki,1,UKI,uki,1,https://uapi-group.org/specifications/specs/unified_kernel_image/";

    /// <summary>ukify's line of an addon that says nothing else about itself.</summary>
    public const string AddonDefault = "uki-addon,1,UKI Addon,addon,1,https://www.freedesktop.org/software/systemd/man/latest/systemd-stub.html";

    /// <summary>Longest section that is read.</summary>
    private const int MaxLength = 1 << 20;

    private const string FirstLine = "sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md";

    /// <summary>What the first line of a section begins with: the format's own component.</summary>
    internal const string FirstComponent = "sbat,";

    /// <summary>component_name, component_generation, vendor_name, vendor_package_name, vendor_version, vendor_url.</summary>
    private const int Columns = 6;

    /// <summary>Those that shim reads.</summary>
    private const int ColumnsOfShim = 2;

    /// <summary>
    /// The lines of images and recipe under one first line, as ukify 262 joins them: in this order, nothing left out, each line ended. (ukify 257 ends
    /// the section with a NUL, which changes PCR 11.)
    /// </summary>
    /// <param name="images">Stub and kernel; none of an addon, which uses nothing of its stub.</param>
    /// <param name="added">Of the recipe; none: <see cref="Default"/>, and of an addon <see cref="AddonDefault"/>.</param>
    /// <exception cref="ComposerException">A line of the recipe is no SBAT.</exception>
    internal static byte[] Merge(ImmutableArray<(string Name, PEImage Image)> images, ImmutableArray<string> added, ICollection<Notice> notices)
    {
        List<string> lines = [FirstLine, .. images.SelectMany(image => LinesOf(image.Name, image.Image, notices))];
        foreach (string text in added.IsDefaultOrEmpty ? [images.IsEmpty ? AddonDefault : Default] : added) lines.AddRange(Added(text));
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
    }

    /// <summary>The lines of a section, without what fills it up.</summary>
    /// <param name="section">.sbat.</param>
    public static ImmutableArray<string> Read(PositionalSource section) => [.. LinesOf(Encoding.UTF8.GetString(section.ReadHead(MaxLength).AsSpan().TrimEnd((byte)0)))];

    /// <summary>Lines as ukify wants to be given them.</summary>
    internal static byte[] WithFirstLine(string lines) =>
        Encoding.UTF8.GetBytes(lines.StartsWith(FirstComponent, StringComparison.Ordinal) ? lines : $"{FirstLine}\n{lines}");

    private static ImmutableArray<string> LinesOf(string file, PEImage image, ICollection<Notice> notices)
    {
        if (!image.Sections.Any(section => section.Name == UkiSectionNames.Sbat)) return [];
        ImmutableArray<string> lines = Read(image.Content(image.Sections.First(section => section.Name == UkiSectionNames.Sbat)));
        if (lines is [string first, ..] && first.StartsWith(FirstComponent, StringComparison.Ordinal)) return lines[1..];

        notices.Add(new(UkiErrors.BadSbat, $"{UkiSectionNames.Sbat} does not begin with \"{FirstComponent}\" and is left out", new SourceLocation(file)));
        return [];
    }

    /// <param name="text">Lines for .sbat.</param>
    /// <param name="file">Where they come from, for errors; null: the command line of the program, or a recipe.</param>
    /// <exception cref="ComposerException">One is no SBAT.</exception>
    public static void Verify(string text, string? file = null)
    {
        foreach (string line in WithoutFirst(text))
        {
            if (IsLine(line, Columns)) continue;
            throw new ComposerException(
                UkiErrors.BadSbat, $"SBAT line: got \"{Printable.Escape(line)}\", expected component,generation,vendor,package,version,url in ASCII, generation from 1",
                file is null ? null : new SourceLocation(file));
        }
    }

    /// <summary>Whether shim takes a line of a section: what it does not read may be missing.</summary>
    internal static bool IsLineForShim(string line) => IsLine(line, ColumnsOfShim);

    private static bool IsLine(string line, int leastColumns) =>
        Ascii.IsValid(line) && line.Split(',') is [{ Length: > 0 }, string number, ..] fields && fields.Length >= leastColumns
        && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint generation) && generation > 0;

    private static string[] Added(string text)
    {
        Verify(text);
        return WithoutFirst(text);
    }

    private static string[] WithoutFirst(string text)
    {
        string[] lines = LinesOf(text);
        return lines[0].StartsWith(FirstComponent, StringComparison.Ordinal) ? lines[1..] : lines;
    }

    private static string[] LinesOf(string text) => text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
}

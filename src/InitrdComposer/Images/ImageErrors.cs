using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Images;

/// <summary>What images are told.</summary>
internal static class ImageErrors
{
    public static readonly DiagnosticId NoInitrd = new("CPI", 2, FailureKind.Malformed);

    private static readonly DiagnosticId NameOutside = new("CPI", 7, FailureKind.Malformed);

    /// <summary>A name that climbs out of the image: it was left out, and reading went on.</summary>
    public static ComposerException BadName(StoredEntry entry) => new(
        NameOutside, $"name: got {Printable.Escape(entry.Name.Span)}, expected one inside the image: without .., of at most {Tree.RootPath.MaxLength} bytes", new SourceLocation(entry.Place, entry.Offset));
}

using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Esp;

/// <summary>A file in its place on an ESP.</summary>
/// <param name="Path">On the ESP, with slashes.</param>
/// <param name="Given">What lies there.</param>
/// <param name="Uki">The path of the one UKI that it belongs to; null: it is one, or belongs to all.</param>
public sealed record PlannedFile(string Path, GivenFile Given, string? Uki);

/// <summary>An ESP that is not there yet, to be looked at as a stub does.</summary>
internal sealed class PlannedFiles(ImmutableArray<PlannedFile> files) : EspFiles
{
    public override IEnumerable<string> Files(string folder) => files
        .Where(file => string.Equals(Path.GetDirectoryName(file.Path), folder, StringComparison.OrdinalIgnoreCase) && IsSeen(Path.GetFileName(file.Path)))
        .Select(file => file.Path);

    public override NamedSource Open(string path) => new(path, files.First(file => file.Path == path).Given.Content);
}

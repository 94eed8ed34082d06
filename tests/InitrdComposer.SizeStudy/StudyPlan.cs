using System.Collections.Immutable;

namespace InitrdComposer.SizeStudy;

/// <summary>An image that is to be measured, a line of a plan: name, title, maker, command, image's file, why there is none; separated by tabs.</summary>
/// <param name="File">Null: it was not made.</param>
internal sealed record PlannedImage(string Name, string Title, string Maker, string Command, string? File, string? Failure)
{
    public static ImmutableArray<PlannedImage> Read(string path) => [.. System.IO.File.ReadLines(path).Select(Parse)];

    private static PlannedImage Parse(string line) => line.Split('\t') is [var name, var title, var maker, var command, var file, var failure]
        ? new(name, title, maker, command, file.Length > 0 ? file : null, failure.Length > 0 ? failure : null)
        : throw new InvalidDataException($"got \"{line}\", expected six fields separated by tabs");
}

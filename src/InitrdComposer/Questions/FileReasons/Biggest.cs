using System.Collections.Immutable;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>What makes an image large.</summary>
/// <param name="Total">All regular files.</param>
/// <param name="Files">The largest, by stored bytes.</param>
/// <param name="Packages">The same of packages; none where nothing is known of packages.</param>
/// <param name="Classes">The same of classes, by their widest level.</param>
public sealed record Biggest(ImageSize Total, ImmutableArray<BiggestEntry> Files, ImmutableArray<BiggestEntry> Packages, ImmutableArray<BiggestEntry> Classes);

/// <summary>A row of it.</summary>
/// <param name="Name">A path, a package, a class.</param>
/// <param name="Reason">Why it is there, in one line.</param>
public sealed record BiggestEntry(string Name, ImageSize Size, string Reason);

using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>The package that a file of an image is of.</summary>
/// <param name="Source">What told of the package: a repository's id, the name of a manifest or lock, "rpm database".</param>
/// <param name="Path">Where the package has the file.</param>
public sealed record PackageMatch(Nevra Nevra, string Source, Evidence Evidence, RootPath Path);

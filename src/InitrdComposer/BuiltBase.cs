using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer;

/// <summary>What extensions are composed against: an image that was built, by what its output folder says of it. No file of the image itself is read.</summary>
/// <param name="Recipe">Effective; relative paths start where its file is.</param>
/// <param name="Lock">Its packages.</param>
/// <param name="LockDigest">Of the lock's text.</param>
/// <param name="Images">What it was built into.</param>
public sealed record BuiltBase(Recipe Recipe, LockFile Lock, Digest LockDigest, ImmutableArray<WrittenImage> Images)
{
    /// <summary>Where relative paths of the recipe start.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(Recipe.Path))!;

    /// <param name="disk">Where the folder is.</param>
    /// <param name="built">The output folder of a build.</param>
    /// <param name="recipe">The recipe's own file; the paths that the effective one has start there.</param>
    /// <exception cref="ComposerException">Recipe or lock cannot be read.</exception>
    public static BuiltBase Read(Disk disk, BuiltFolder built, string recipe) => new(
        RecipeReader.Parse(built.Recipe.Bytes.Span, recipe, disk: disk), LockReader.Parse(built.Lock.Bytes.Span, built.Lock.File), built.Lock.Digest, built.Images);

    /// <summary>The recipe of an extension, with all that it has from its base.</summary>
    public Recipe Complete(Recipe extension) => extension with
    {
        Architecture = Recipe.Architecture,
        Repositories = Recipe.Repositories,
        Base = LockDigest,
        Distribution = extension.Distribution ?? Recipe.Distribution,
        Release = extension.Distribution is null ? Recipe.Release : extension.Release,
    };
}

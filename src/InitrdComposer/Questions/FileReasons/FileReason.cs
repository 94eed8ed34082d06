using System.Collections.Immutable;
using InitrdComposer.Classes;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Questions.References;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>Why a file is in an image.</summary>
/// <param name="Path">Physical: none of its folders is a link.</param>
/// <param name="Type">"file", "link", "folder".</param>
/// <param name="Notes">What was followed to find it, and what other names it has.</param>
/// <param name="Class">What kind of file it is.</param>
/// <param name="Origin">What brought it, by the manifest; null: there is none.</param>
/// <param name="Place">The recipe's line of an extra tree or a kernel's folder: "demo.toml:12"; null: of others.</param>
/// <param name="Package">The package's own reason; null: no package of the lock brought it.</param>
/// <param name="Modules">From the module that a pattern of the recipe chose to this one, or to the one that asks for this firmware; none: it is neither.</param>
/// <param name="ReferredBy">Who refers to it, strongest first.</param>
/// <param name="Size">Of itself.</param>
/// <param name="Cost">What would leave with its package; null: no package of the lock brought it.</param>
public sealed record FileReason(
    RootPath Path, string Type, ImmutableArray<string> Notes, FileClass Class, WrittenOrigin? Origin, string? Place, Why? Package, ImmutableArray<ModuleStep> Modules,
    ImmutableArray<Reference> ReferredBy, ImageSize Size, PackageCost? Cost);

/// <summary>What files take in an image.</summary>
/// <param name="Files">How many regular files, hard links once.</param>
/// <param name="Unpacked">In bytes.</param>
/// <param name="Stored">Their share of the stored bytes.</param>
public readonly record struct ImageSize(int Files, long Unpacked, long Stored)
{
    public static ImageSize operator +(ImageSize left, ImageSize right) => new(left.Files + right.Files, left.Unpacked + right.Unpacked, left.Stored + right.Stored);
}

/// <summary>What an image would be smaller by without a package.</summary>
/// <param name="Own">The package's files.</param>
/// <param name="Leaving">All packages that leave when nothing asks for it any more, itself first, with their files.</param>
public sealed record PackageCost(ImageSize Own, ImmutableArray<(LockedPackage Package, ImageSize Size)> Leaving)
{
    public ImageSize Total => Leaving.Aggregate(default(ImageSize), (sum, package) => sum + package.Size);
}

/// <summary>A module on the way from the recipe to another.</summary>
/// <param name="Pattern">Of modules.include, with its line: "demo.toml:88"; null: the module before it wants it.</param>
/// <param name="How">"uses its symbols", "softdep"; null of the first.</param>
public sealed record ModuleStep(string Name, (string Pattern, string? Place)? Pattern, string? How);

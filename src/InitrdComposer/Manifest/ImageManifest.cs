using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Manifest;

/// <summary>What was made, of what, and why each file is in it: the content of manifest.json.</summary>
/// <param name="ContentDigest">Of what the initrd unpacks to, whatever encoded it.</param>
/// <param name="Encoder">"libzstd 1.5.4, level 3": the same encoder gives the same bytes.</param>
/// <param name="Lock">Digest of the lock's text.</param>
/// <param name="Tree">The initrd's.</param>
/// <param name="Uki">Null when the recipe asks for none.</param>
public sealed record ImageManifest(
    string Name,
    string Architecture,
    string? KernelVersion,
    long SourceDateEpoch,
    Digest ContentDigest,
    string Encoder,
    Digest Lock,
    ImmutableArray<BuiltFile> Outputs,
    ImmutableArray<LockedPackage> Packages,
    RootTree Tree,
    LinkedUki? Uki,
    ImmutableArray<ScriptletReport> Scriptlets,
    ImmutableArray<Notice> Notices)
{
    /// <summary>The manifest's file name; by it an output folder is known.</summary>
    public const string FileName = "manifest.json";
}

/// <summary>A file of the output folder.</summary>
/// <param name="Kind">"initrd", "kernel", "uki", "lock", "recipe".</param>
/// <param name="Digest">SHA-256.</param>
public sealed record BuiltFile(string Kind, string File, long Size, Digest Digest);

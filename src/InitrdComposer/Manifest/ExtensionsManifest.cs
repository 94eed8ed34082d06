using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Sysext;

namespace InitrdComposer.Manifest;

/// <summary>What extensions were made against a base: the content of their manifest.json.</summary>
/// <param name="Inputs">Digest of everything that the outputs are a function of.</param>
/// <param name="Base">Of the base's lock.</param>
public sealed record ExtensionsManifest(
    Digest Inputs, Digest Base, ImmutableArray<BuiltFile> Outputs, ImmutableArray<Notice> Notices, ImmutableArray<BuiltExtension> Extensions)
{
    /// <summary>Whose signatures they rest on.</summary>
    public required TrustReport Signatures { get; init; }
}

/// <summary>An extension that was written.</summary>
/// <param name="Recipe">The name of its recipe.</param>
/// <param name="Name">Of the image, before its suffix.</param>
/// <param name="Kind">"sysext" or "confext".</param>
/// <param name="KernelVersion">The kernel release whose modules are in it; null: none.</param>
/// <param name="File">In the output folder.</param>
/// <param name="RootHash">Of its dm-verity tree; null: it has none.</param>
/// <param name="IsSigned">Whether the root hash is signed.</param>
/// <param name="Packages">That it adds to the base's.</param>
/// <param name="Scriptlets">Of these; none was run.</param>
public sealed record BuiltExtension(
    string Recipe, string Name, string Kind, string? KernelVersion, string File, Digest? RootHash, bool IsSigned, ExtensionTree Tree, ImmutableArray<LockedPackage> Packages,
    ImmutableArray<ScriptletReport> Scriptlets);

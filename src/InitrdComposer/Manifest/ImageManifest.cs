using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Modules;
using InitrdComposer.Proof;
using InitrdComposer.Removal;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Manifest;

/// <summary>What was made, of what, and why each file is in it: the content of manifest.json.</summary>
/// <param name="Inputs">Digest of everything that the outputs are a function of: <see cref="BuildInputs"/>.</param>
/// <param name="Lock">Digest of the lock's text.</param>
/// <param name="Images">The recipe's own first.</param>
public sealed record ImageManifest(
    string Name,
    string Architecture,
    long SourceDateEpoch,
    Digest Inputs,
    Digest Lock,
    ImmutableArray<BuiltFile> Outputs,
    ImmutableArray<Notice> Notices,
    ImmutableArray<BuiltImage> Images,
    ImmutableArray<LockedPackage> Packages,
    ImmutableArray<ScriptletReport> Scriptlets)
{
    /// <summary>The manifest's file name; by it an output folder is known.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Whose signatures it rests on.</summary>
    public required TrustReport Signatures { get; init; }
}

/// <summary>A file of the output folder.</summary>
/// <param name="Kind">"initrd", "kernel", "uki", "addon", "kernel-hashes", "lock", "recipe".</param>
/// <param name="Digest">SHA-256.</param>
public sealed record BuiltFile(string Kind, string File, long Size, Digest Digest)
{
    /// <summary>Where it points if it is a symbolic link, whose size and digest are of just that text; null: it is none.</summary>
    public string? Target { get; init; }

    /// <summary>A symbolic link.</summary>
    public static BuiltFile Link(string kind, string file, string target)
    {
        byte[] text = Encoding.UTF8.GetBytes(target);
        return new(kind, file, text.Length, Digest.Sha256Of(text)) { Target = target };
    }
}

/// <summary>An initrd, and the UKI that holds it.</summary>
/// <param name="Name">Of its files, before the dot.</param>
/// <param name="KernelVersion">The kernel release whose modules are in it; null: none.</param>
/// <param name="Variant">The recipe's variant; null: its own initrd.</param>
/// <param name="ContentDigest">Of what it unpacks to, whatever encoded it.</param>
/// <param name="Segments">The archives it is a row of.</param>
/// <param name="Uki">Null when the recipe asks for none.</param>
public sealed record BuiltImage(
    string Name, string? KernelVersion, string? Variant, Digest ContentDigest, ImmutableArray<WrittenSegment> Segments, RootTree Tree, LinkedUki? Uki)
{
    /// <summary>The UKI in the output folder; null when the recipe asks for none.</summary>
    public string? UkiFile { get; init; }

    /// <summary>What the recipe's remove-with-libraries left out, by path.</summary>
    public ImmutableArray<RemovedFile> Removed { get; init; } = [];

    /// <summary>The kernel modules in it, by path, each with its reason.</summary>
    public ImmutableArray<SelectedModule> Modules { get; init; } = [];

    /// <summary>What was proven of it, a report for each kernel whose modules are in it; none where the recipe claims nothing.</summary>
    public ImmutableArray<ProofReport> Proof { get; init; } = [];

    /// <summary>What it takes, by class and package.</summary>
    public required ImageFootprint Footprint { get; init; }

    /// <summary>How many modules modules.dep names: those in the image, or all of the kernel, which extensions may bring.</summary>
    public int IndexedModules { get; init; }
}

using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;

namespace InitrdComposer.Manifest;

/// <summary>The manifest.json of an output folder, read back as far as somebody goes on from it. Somebody may have edited it: paths lead nowhere but into the folder.</summary>
/// <param name="Schema">Null: it does not say.</param>
/// <param name="Inputs">From <see cref="BuildInputs"/>; null: it does not say.</param>
/// <param name="Images">What `build` made; null: it is not of `build`.</param>
/// <param name="Extensions">What `sysext build` made; null: it is not of `sysext build`.</param>
public sealed record WrittenManifest(
    int? Schema, string? Inputs, ImmutableArray<BuiltFile> Outputs, ImmutableArray<KeptNotice> Notices, ImmutableArray<WrittenImage>? Images,
    ImmutableArray<WrittenExtension>? Extensions)
{
    /// <summary>Who signed packages, as <see cref="TrustReport.SignedBy"/>.</summary>
    public ImmutableDictionary<(string Repository, Digest Digest), PackageSigner> SignedBy { get; init; } = ImmutableDictionary<(string Repository, Digest Digest), PackageSigner>.Empty;

    /// <summary>Null: the folder has none.</summary>
    /// <exception cref="ComposerException">It is none that a build wrote (MAN01).</exception>
    public static WrittenManifest? Find(Disk disk, string folder) =>
        ManifestDocument.PathIn(disk, folder) is string path ? ManifestDocument.Read(disk, path, Of) : null;

    private static WrittenManifest Of(JsonElement root)
    {
        WrittenManifest read = new(
            root.TryGetProperty("schema", out JsonElement schema) ? schema.GetInt32() : null, root.Text("inputs"), All(root, "outputs", FileOf) ?? [], All(root, "notices", NoticeOf) ?? [],
            All(root, "images", ImageOf), All(root, "extensions", ExtensionOf))
        {
            SignedBy = SignersOf(root),
        };
        return read is { Images: null, Extensions: null } ? throw new FormatException("it has neither images nor extensions") : read;
    }

    private static BuiltFile FileOf(JsonElement output) => new(
        output.NeededText("kind"), Inside(output.NeededText("file")), output.TryGetProperty("size", out JsonElement size) ? size.GetInt64() : throw ManifestDocument.Lacks("size"),
        ManifestDocument.DigestOf($"sha256:{output.NeededText("sha256")}"))
    {
        Target = output.Text("target"),
    };

    private static KeptNotice NoticeOf(JsonElement notice) => new(notice.NeededText("id"), notice.NeededText("message"));

    private static WrittenImage ImageOf(JsonElement image)
    {
        (string name, string? variant) = (Inside(image.NeededText("name")), image.Text("variant"));
        if (variant is not null && !name.EndsWith($"-{variant}", StringComparison.Ordinal)) throw new FormatException($"image \"{name}\" is not called by its variant \"{variant}\"");
        return new(
            name, image.Text("kernelVersion"), variant, image.Text("uki") is string uki ? Inside(uki) : null, image.Text("contentDigest") is string content ? ManifestDocument.DigestOf(content) : null);
    }

    private static WrittenExtension ExtensionOf(JsonElement extension) => new(Inside(extension.NeededText("file")), extension.Text("kernelVersion"), extension.Text("recipe"))
    {
        IsSigned = extension.TryGetProperty("signed", out JsonElement isSigned) && isSigned.GetBoolean(),
    };

    private static ImmutableArray<T>? All<T>(JsonElement root, string key, Func<JsonElement, T> read) =>
        root.TryGetProperty(key, out JsonElement items) ? [.. items.EnumerateArray().Select(read)] : null;

    private static ImmutableDictionary<(string Repository, Digest Digest), PackageSigner> SignersOf(JsonElement root)
    {
        var signers = ImmutableDictionary.CreateBuilder<(string Repository, Digest Digest), PackageSigner>();
        foreach (JsonElement package in PackagesOf(root).Concat(All(root, "extensions", PackagesOf)?.SelectMany(packages => packages) ?? []))
        {
            if (package.Text("signedBy") is not string certificate) continue;
            signers[(package.NeededText("repository"), ManifestDocument.DigestOf(package.NeededText("digest")))] =
                new(Fingerprint.Parse(certificate), Fingerprint.Parse(package.Text("signingSubkey") ?? certificate));
        }

        return signers.ToImmutable();
    }

    private static IEnumerable<JsonElement> PackagesOf(JsonElement owner) => All(owner, "packages", package => package) ?? [];

    private static string Inside(string path) => Path.IsPathRooted(path) || path.Split('/').Contains("..") ? throw new FormatException($"{Printable.Escape(System.Text.Encoding.UTF8.GetBytes(path))} leads out of the folder") : path;
}

/// <summary>What an earlier build had to say of outputs that are there.</summary>
public sealed record KeptNotice(string Id, string Message);

/// <summary>An image of `build`.</summary>
/// <param name="Name">Of its files, before the dot.</param>
/// <param name="KernelVersion">The kernel release whose modules are in it; null: none.</param>
/// <param name="Variant">The recipe's variant; null: its own initrd.</param>
/// <param name="Uki">By its path in the folder; null: it has none.</param>
/// <param name="Content">Of what the initrd unpacks to; null: it does not say.</param>
public sealed record WrittenImage(string Name, string? KernelVersion, string? Variant, string? Uki, Digest? Content);

/// <summary>An extension of `sysext build`.</summary>
/// <param name="File">By its path in the folder.</param>
/// <param name="KernelVersion">The kernel release whose modules are in it; null: none.</param>
/// <param name="Recipe">The name of its recipe; null: it does not say.</param>
public sealed record WrittenExtension(string File, string? KernelVersion, string? Recipe)
{
    /// <summary>Somebody has signed its root hash, inside of it.</summary>
    public bool IsSigned { get; init; }
}

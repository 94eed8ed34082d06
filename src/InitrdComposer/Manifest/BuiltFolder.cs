using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Sysext;

namespace InitrdComposer.Manifest;

/// <summary>What `build` left in an output folder, for whoever goes on from there; recipe and lock are those that the manifest names by digest.</summary>
/// <param name="Recipe">The effective one.</param>
/// <param name="Lock">What was built.</param>
/// <param name="Contents">What each image unpacks to.</param>
public sealed record BuiltFolder(BuiltText Recipe, BuiltText Lock, ImmutableArray<BuiltContent> Contents)
{
    /// <param name="disk">Where it is.</param>
    /// <param name="folder">The output folder.</param>
    /// <exception cref="ComposerException">No build wrote it, or recipe or lock are not those it was built from.</exception>
    public static BuiltFolder Read(Disk disk, string folder)
    {
        string manifest = Path.Combine(folder, ImageManifest.FileName);
        if (!new DiskView(disk).HasFile(manifest)) throw Not(folder, $"there is no {ImageManifest.FileName}");
        try
        {
            using JsonDocument json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, manifest, Array.MaxLength));
            JsonElement root = json.RootElement;
            if (root.TryGetProperty("extensions", out _)) throw Not(folder, "its extensions are what `sysext build` writes");
            return new(Text(root, "recipe"), Text(root, "lock"), [.. root.GetProperty("images").EnumerateArray().Select(BuiltContent.Of)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Not(folder, $"{ImageManifest.FileName} is not what a build writes: {e.Message}");
        }

        BuiltText Text(JsonElement root, string kind)
        {
            JsonElement output = root.GetProperty("outputs").EnumerateArray().FirstOrDefault(output => output.GetProperty("kind").GetString() == kind);
            if (output.ValueKind != JsonValueKind.Object || output.GetProperty("file").GetString() is not string name || Path.GetFileName(name) != name)
            {
                throw Not(folder, $"{ImageManifest.FileName} names no {kind}");
            }

            string path = Path.Combine(folder, name);
            byte[] bytes = FileSource.ReadAllBytes(disk, path);
            Digest got = Digest.Sha256Of(bytes), expected = BuiltContent.DigestOf($"sha256:{output.GetProperty("sha256").GetString()}");
            return got == expected
                ? new(path, bytes, got)
                : throw new ComposerException(ExtensionErrors.ChangedBase, $"got {got}, {ImageManifest.FileName} says {expected}", new SourceLocation(path), "build again");
        }
    }

    private static ComposerException Not(string folder, string message) =>
        new(ExtensionErrors.NoBase, $"{message}, expected the output folder of a build", new SourceLocation(folder));
}

/// <summary>A text of an output folder.</summary>
/// <param name="Digest">Of the bytes.</param>
public sealed record BuiltText(string File, ReadOnlyMemory<byte> Bytes, Digest Digest);

/// <summary>An image of an output folder.</summary>
/// <param name="KernelVersion">The kernel release whose modules are in it; null: none.</param>
/// <param name="Variant">The recipe's variant; null: its own initrd.</param>
/// <param name="Content">Of what it unpacks to.</param>
public sealed record BuiltContent(string? KernelVersion, string? Variant, Digest Content)
{
    internal static BuiltContent Of(JsonElement image) => new(
        image.TryGetProperty("kernelVersion", out JsonElement kernel) ? kernel.GetString() : null,
        image.TryGetProperty("variant", out JsonElement variant) ? variant.GetString() : null,
        DigestOf(image.GetProperty("contentDigest").GetString()));

    /// <exception cref="FormatException">It is none.</exception>
    internal static Digest DigestOf(string? text) => Digest.TryParse(text, out Digest digest) ? digest : throw new FormatException($"{text} is no digest");
}

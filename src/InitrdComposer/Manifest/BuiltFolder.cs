using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;

namespace InitrdComposer.Manifest;

/// <summary>What `build` left in an output folder, for whoever goes on from there.</summary>
/// <param name="RecipeFile">The effective recipe.</param>
/// <param name="LockFile">What was built.</param>
/// <param name="LockDigest">Of the lock's text.</param>
/// <param name="Contents">What each image unpacks to.</param>
public sealed record BuiltFolder(string RecipeFile, string LockFile, Digest LockDigest, ImmutableArray<BuiltContent> Contents)
{
    private static readonly DiagnosticId NotAnOutput = new("SXT", 11, FailureKind.Usage);
    private static readonly DiagnosticId Changed = new("SXT", 12, FailureKind.Verification);

    /// <param name="disk">Where it is.</param>
    /// <param name="folder">The output folder.</param>
    /// <exception cref="ComposerException">No build wrote it, or its lock is not the one it was built from.</exception>
    public static BuiltFolder Read(Disk disk, string folder)
    {
        string manifest = Path.Combine(folder, ImageManifest.FileName);
        if (!new DiskView(disk).HasFile(manifest)) throw Not(folder, $"there is no {ImageManifest.FileName}");
        try
        {
            using JsonDocument json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, manifest));
            JsonElement root = json.RootElement;
            string lockFile = FileOf(root, "lock");
            Digest expected = BuiltContent.DigestOf(root.GetProperty("lock")), got = Digest.Sha256Of(FileSource.ReadAllBytes(disk, lockFile));
            if (got != expected) throw new ComposerException(Changed, $"got {got}, {ImageManifest.FileName} says {expected}", new SourceLocation(lockFile), "build again");
            return new(FileOf(root, "recipe"), lockFile, got, [.. root.GetProperty("images").EnumerateArray().Select(BuiltContent.Of)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Not(folder, $"{ImageManifest.FileName} is not what a build writes: {e.Message}");
        }

        string FileOf(JsonElement root, string kind)
        {
            JsonElement output = root.GetProperty("outputs").EnumerateArray().FirstOrDefault(output => output.GetProperty("kind").GetString() == kind);
            return output.ValueKind == JsonValueKind.Object && output.GetProperty("file").GetString() is string name && Path.GetFileName(name) == name
                ? Path.Combine(folder, name)
                : throw Not(folder, $"{ImageManifest.FileName} names no {kind}");
        }
    }

    private static ComposerException Not(string folder, string message) => new(NotAnOutput, $"{message}, expected the output folder of a build", new SourceLocation(folder));
}

/// <summary>An image of an output folder.</summary>
/// <param name="KernelVersion">The kernel release whose modules are in it; null: none.</param>
/// <param name="Variant">The recipe's variant; null: its own initrd.</param>
/// <param name="Content">Of what it unpacks to.</param>
public sealed record BuiltContent(string? KernelVersion, string? Variant, Digest Content)
{
    internal static BuiltContent Of(JsonElement image) => new(
        image.TryGetProperty("kernelVersion", out JsonElement kernel) ? kernel.GetString() : null,
        image.TryGetProperty("variant", out JsonElement variant) ? variant.GetString() : null,
        DigestOf(image.GetProperty("contentDigest")));

    /// <exception cref="FormatException">It is none.</exception>
    internal static Digest DigestOf(JsonElement text) => Digest.TryParse(text.GetString(), out Digest digest) ? digest : throw new FormatException($"{text} is no digest");
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Sysext;

namespace InitrdComposer.Manifest;

/// <summary>What `build` left in an output folder, for whoever goes on from there; recipe and lock are those that the manifest names by digest.</summary>
/// <param name="Recipe">The effective one.</param>
/// <param name="Lock">What was built.</param>
/// <param name="Images">What it was built into.</param>
public sealed record BuiltFolder(BuiltText Recipe, BuiltText Lock, ImmutableArray<WrittenImage> Images)
{
    /// <param name="disk">Where it is.</param>
    /// <param name="folder">The output folder.</param>
    /// <exception cref="ComposerException">No build of initrds wrote it, or recipe or lock are not those it was built from.</exception>
    public static BuiltFolder Read(Disk disk, string folder)
    {
        WrittenManifest manifest = WrittenManifest.Find(disk, folder) ?? throw Not($"there is no {ImageManifest.FileName}");
        return manifest.Images is { } images ? new(Text("recipe"), Text("lock"), images) : throw Not("got what `sysext build` writes");

        BuiltText Text(string kind)
        {
            BuiltFile file = manifest.Outputs.FirstOrDefault(output => output.Kind == kind) ?? throw Not($"{ImageManifest.FileName} names no {kind}");
            string path = Path.Combine(folder, file.File);
            byte[] bytes = FileSource.ReadAllBytes(disk, path, Array.MaxLength);
            var got = Digest.Sha256Of(bytes);
            return got == file.Digest
                ? new(path, bytes, got)
                : throw new ComposerException(ExtensionErrors.ChangedBase, $"got {got}, {ImageManifest.FileName} says {file.Digest}", new SourceLocation(path), "build again");
        }

        ComposerException Not(string message) => new(ExtensionErrors.NoBase, $"{message}, expected the output folder of a build", new SourceLocation(folder));
    }
}

/// <summary>A text of an output folder.</summary>
/// <param name="Digest">Of the bytes.</param>
public sealed record BuiltText(string File, ReadOnlyMemory<byte> Bytes, Digest Digest);

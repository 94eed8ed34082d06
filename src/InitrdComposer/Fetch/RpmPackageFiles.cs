using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>Turns an rpm's file list into files of an image, refusing what may not be in one.</summary>
internal static class RpmPackageFiles
{
    /// <summary>Linux's NAME_MAX.</summary>
    private const int MaxComponentLength = 255;

    private const string CapabilityAttribute = "security.capability";

    /// <param name="package">Digest of the package file.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="ComposerException">A path leaves the image or is too long; an owner or capabilities cannot be what they say.</exception>
    public static ImmutableArray<PackageFile> Of(IReadOnlyList<RpmFile> files, Digest package, string name)
    {
        ImmutableArray<PackageFile>.Builder result = ImmutableArray.CreateBuilder<PackageFile>(files.Count);
        for (int i = 0; i < files.Count; i++)
        {
            RpmFile file = files[i];
            RootPath path = PathOf(file, name);
            var metadata = new Metadata(
                OwnerOf(file.User, path, name), OwnerOf(file.Group, path, name), (ushort)(file.Mode & InodeMode.PermissionMask), file.Mtime,
                AttributesOf(file, path, name));
            result.Add(new PackageFile(path, metadata, BodyOf(file, path, i, package, name), FlagsOf(file.Flags), file.LinkGroup, file.Language, (int)file.Color));
        }

        return result.DrainToImmutable();
    }

    private static RootPath PathOf(RpmFile file, string name)
    {
        ReadOnlySpan<byte> text = file.Path.Span;
        if (!text.StartsWith((byte)'/')) throw Refuse(RpmDiagnostics.BadPath, name, $"path: got {Printable.Escape(text)}, expected an absolute path");
        foreach (Range range in text.Split((byte)'/'))
        {
            ReadOnlySpan<byte> component = text[range];
            if (component.SequenceEqual(".."u8)) throw Refuse(RpmDiagnostics.Traversal, name, $"path: got {Printable.Escape(text)}, expected one without ..");
            if (component.Length > MaxComponentLength)
            {
                throw Refuse(RpmDiagnostics.BadPath, name, $"path: got a name of {component.Length} bytes, expected at most {MaxComponentLength}");
            }
        }

        return RootPath.TryParse(text, out RootPath path)
            ? path
            : throw Refuse(RpmDiagnostics.BadPath, name, $"path: got {text.Length} bytes, expected at most {RootPath.MaxLength}");
    }

    /// <summary>Names end up in lines of passwd and group.</summary>
    private static string OwnerOf(string owner, RootPath path, string name) =>
        owner.Length > 0 && !owner.Any(c => c is ':' or '/' || char.IsControl(c) || char.IsWhiteSpace(c))
            ? owner
            : throw Refuse(
                RpmDiagnostics.BadOwner, name, $"owner of {path}: got \"{Printable.Escape(System.Text.Encoding.UTF8.GetBytes(owner))}\", expected the name of a user or group");

    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> AttributesOf(RpmFile file, RootPath path, string name)
    {
        if (file.Capabilities.Length == 0) return Metadata.NoAttributes;
        return FileCapabilities.TryEncode(file.Capabilities, out byte[]? value)
            ? Metadata.NoAttributes.Add(CapabilityAttribute, value)
            : throw Refuse(
                RpmDiagnostics.BadCapabilities, name,
                $"FILECAPS of {path}: got \"{Printable.Escape(System.Text.Encoding.UTF8.GetBytes(file.Capabilities))}\", expected capabilities as setcap takes them");
    }

    private static FileBody BodyOf(RpmFile file, RootPath path, int index, Digest package, string name) => file.Type switch
    {
        InodeMode.Directory => FileBody.Directory.Instance,
        InodeMode.SymbolicLink => new FileBody.SymbolicLink(LinkTarget.Of(file.LinkTarget.Span)),
        InodeMode.CharacterDevice or InodeMode.BlockDevice =>
            new FileBody.Device(file.Type == InodeMode.BlockDevice, (uint)file.Rdev >> 8, (uint)file.Rdev & 0xFF),
        InodeMode.Fifo => new FileBody.Fifo(),
        InodeMode.Socket => new FileBody.Socket(),
        _ when file.Digest is Digest digest => new FileBody.Regular(new FileContent.Packaged(file.Size, digest, package, index)),

        // Nobody has the bytes of a %ghost.
        _ when file.IsGhost => new FileBody.Regular(new FileContent.Generated(ReadOnlyMemory<byte>.Empty)),
        _ => throw Refuse(RpmDiagnostics.NoFileDigest, name, $"FILEDIGESTS of {path}: got none, expected one of every file"),
    };

    private static PackageFileFlags FlagsOf(RpmFileFlags flags) =>
        (flags.HasFlag(RpmFileFlags.Config) ? PackageFileFlags.Config : PackageFileFlags.None)
        | (flags.HasFlag(RpmFileFlags.Doc) ? PackageFileFlags.Documentation : PackageFileFlags.None)
        | (flags.HasFlag(RpmFileFlags.Ghost) ? PackageFileFlags.Ghost : PackageFileFlags.None)
        | (flags.HasFlag(RpmFileFlags.License) ? PackageFileFlags.License : PackageFileFlags.None)
        | (flags.HasFlag(RpmFileFlags.Readme) ? PackageFileFlags.Readme : PackageFileFlags.None)
        | (flags.HasFlag(RpmFileFlags.Artifact) ? PackageFileFlags.Artifact : PackageFileFlags.None);

    private static ComposerException Refuse(DiagnosticId id, string file, string message) => new(id, message, new SourceLocation(file));
}

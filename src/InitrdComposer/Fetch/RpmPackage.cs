using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Packages;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Transport;

namespace InitrdComposer.Fetch;

/// <summary>A package in rpm's format, in a file whose bytes were hashed through the handle that everything is read from.</summary>
public sealed class RpmPackage : IPackage, IDisposable
{
    private readonly VerifiedFile _file;
    private readonly string _name;
    private readonly RpmPackageReader _reader;

    private RpmPackage(VerifiedFile file, string name, SignaturePolicy policy)
    {
        _file = file;
        _name = name;
        _reader = Malformed(name, () => RpmPackageReader.Read(file.OpenStream()));
        CheckSize(Malformed(name, () => _reader.DeclaredSize));
        SignedBy = Malformed(name, () => policy.Require(_reader, file, name));
        Header = Malformed(name, () => RpmPackageHeader.Of(_reader, file.Digest, name));
    }

    public PackageHeader Header { get; }

    public RpmDescription Description => _reader;

    public PackageSigner? SignedBy { get; }

    /// <summary>The header as rpm's format has it.</summary>
    internal ReadOnlyMemory<byte> HeaderBytes => _reader.Header.Bytes;

    /// <summary>Opens a package that was verified already.</summary>
    /// <param name="file">Owned from now on, also when this throws.</param>
    /// <param name="name">For messages: where the package comes from.</param>
    /// <param name="policy">Who must have signed it; null: nobody.</param>
    /// <exception cref="ComposerException">The package is malformed, no binary package, or not signed as it must be.</exception>
    public static RpmPackage Open(VerifiedFile file, string name, SignaturePolicy? policy = null)
    {
        try
        {
            return new RpmPackage(file, name, policy ?? SignaturePolicy.Nothing);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file, hashes it, and believes nothing of it unless it is what was expected.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="path">Its file.</param>
    /// <param name="name">For messages: where the package comes from.</param>
    /// <param name="size">In bytes.</param>
    /// <exception cref="ComposerException">Size or digest differ; the file cannot be read; the package is malformed.</exception>
    public static RpmPackage Open(Disk disk, string path, string name, long size, Digest expected)
    {
        VerifiedFile file = VerifiedFile.Open(disk, path, expected.Algorithm);
        if (file.Length == size && file.Digest == expected) return Open(file, name);
        string got = $"{file.Length} bytes of {file.Digest}";
        file.Dispose();
        throw new ComposerException(RpmDiagnostics.Mismatch, $"package: got {got}, expected {size} bytes of {expected}", new SourceLocation(name));
    }

    /// <inheritdoc/>
    public void ReadPayload(Action<int, Stream> onFile) => Malformed(_name, () =>
    {
        IReadOnlyList<RpmFile> files = _reader.Files;
        using Stream payload = _reader.OpenPayload(_file.OpenStream(_reader.PayloadOffset));
        var entries = new RpmPayloadReader(payload, files);
        while (entries.TryReadNext(out int index, out Stream content))
        {
            if (files[index] is { IsRegular: true, IsLastLink: true }) onFile(index, content);
        }

        return entries;
    });

    public void Dispose() => _file.Dispose();

    /// <summary>What is behind the end that the package tells of itself is covered by no signature of it.</summary>
    private void CheckSize(long? declared)
    {
        long size = _reader.SizeIn(_file.Length);
        if (declared is null || declared == size) return;
        throw new ComposerException(
            RpmDiagnostics.Mismatch, $"SIGSIZE: got {size} bytes of header and payload, expected {declared}", new SourceLocation(_name, DataPosition.AtOffset(_reader.Header.Offset)));
    }

    private static T Malformed<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (MalformedDataException malformed)
        {
            throw RpmDiagnostics.Malformed(name, malformed);
        }
        catch (MissingLibraryException missing)
        {
            throw new ComposerException(RpmDiagnostics.MissingLibrary, missing.Message, new SourceLocation(name), cause: missing);
        }
    }
}

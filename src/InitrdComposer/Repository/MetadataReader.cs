using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>A part of a repository's metadata, here and verified as it was downloaded; reads it decompressed and verifies that too.</summary>
/// <param name="file">The part as it is.</param>
/// <param name="data">What repomd.xml says of it.</param>
/// <param name="url">For errors.</param>
internal sealed class MetadataReader(VerifiedFile file, RepomdData data, string url)
{
    /// <summary>Decompressed bytes of one part; Fedora's largest is below 200 MiB, a filelists of everything about 800.</summary>
    public const long MaxOpenLength = 1L << 30;

    /// <summary>Bytes of one part as it is downloaded.</summary>
    public const long MaxLength = 512L << 20;

    /// <summary>Streams the decompressed part to its end through <paramref name="read"/>.</summary>
    /// <exception cref="ComposerException">Malformed, or not what repomd.xml promises.</exception>
    public T Read<T>(Func<Stream, T> read)
    {
        try
        {
            DigestAlgorithm algorithm = data.OpenChecksum?.Algorithm ?? DigestAlgorithm.Sha256;
            var opened = new DigestingStream(
                new LimitedStream(Decompressor.Open(file.OpenStream(), Detect()), data.OpenSize ?? MaxOpenLength, Format, "open-size"), algorithm);
            using var ahead = new ReadAheadStream(opened);
            T result = read(ahead);
            Verify(opened);
            return result;
        }
        catch (MalformedDataException malformed)
        {
            throw ComposerException.Malformed(RepositoryDiagnostics.OfMetadata(malformed), url, malformed);
        }
        catch (MissingLibraryException missing)
        {
            throw new ComposerException(RepositoryDiagnostics.MissingLibrary, missing.Message, new SourceLocation(url), cause: missing);
        }
    }

    /// <summary>Hands the decompressed part over as a file of its own, gone afterwards: sqlite wants one that nobody else can touch.</summary>
    /// <param name="disk">Where that file is.</param>
    /// <param name="temporary">What its folder is made in.</param>
    /// <param name="read">Given its name and content.</param>
    public T ReadAsFile<T>(Disk disk, string temporary, Func<string, PositionalSource, T> read)
    {
        using var folder = TemporaryFolder.Create(disk, temporary);
        try
        {
            Read(stream => folder.Add("metadata", stream));
            using FileSource copy = FileSource.Open(disk, folder.PathOf("metadata"));
            return read(copy.Path, copy);
        }
        catch (MalformedDataException malformed)
        {
            throw ComposerException.Malformed(RepositoryDiagnostics.OfMetadata(malformed), url, malformed);
        }
    }

    private string Format => data.Type switch
    {
        var type when type.StartsWith("filelists", StringComparison.Ordinal) => "filelists",
        var type when type.StartsWith("modules", StringComparison.Ordinal) => "modules",
        _ => "primary",
    };

    private CompressionFormat Detect()
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(CompressionFormats.MagicLength, file.Length)];
        file.ReadExactlyAt(0, head);
        return CompressionFormats.Detect(head);
    }

    private void Verify(DigestingStream opened)
    {
        long length = opened.Position;
        if (data.OpenSize is long size && length != size)
        {
            throw new ComposerException(RepositoryDiagnostics.OpenMismatch, $"open-size: got {length} bytes, expected {size} bytes", new SourceLocation(url));
        }

        Digest digest = opened.Finish();
        if (data.OpenChecksum is Digest expected && digest != expected)
        {
            throw new ComposerException(RepositoryDiagnostics.OpenMismatch, $"open-checksum: got {digest}, expected {expected}", new SourceLocation(url));
        }
    }
}

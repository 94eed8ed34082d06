using System.Buffers;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>Reads what a module file says of itself, compressed as it may be, and checks that it belongs to this kernel.</summary>
internal static class ModuleFileReader
{
    /// <summary>Of a module decompressed, in bytes: the largest, with full debug information, take a few hundred MB.</summary>
    public const int MaxModuleLength = 512 << 20;

    /// <summary>Of a module that is decompressed in memory, in bytes: all but a few of a kernel. Larger ones go through the spool.</summary>
    private const int MaxInMemory = 16 << 20;

    private const int FirstBuffer = 1 << 20;

    /// <exception cref="ComposerException">The file is malformed, or for another processor or kernel.</exception>
    public static ReadModule Read(ModuleFile file, IContents contents, KernelFolder kernel, KernelPlatform platform, ModuleStorage storage)
    {
        ReadModule read;
        try
        {
            read = Read(file.Content, CompressionFormats.FromSuffix(file.Path), contents, storage);
            platform.Require(read.Module.Header);
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(ModuleErrors.Of(e), Describe(file), e);
        }

        string release = read.Module.VersionMagic.Split(' ')[0];
        if (release.Length == 0 || (release != kernel.Version && !file.IsForeign))
        {
            throw new ComposerException(
                ModuleErrors.WrongKernel, $"vermagic: got {(release.Length == 0 ? "none" : IndexText.Shown(release))}, expected {kernel.Version}",
                new SourceLocation(Describe(file)), "the kernel would refuse to load it");
        }

        return read;
    }

    private static ReadModule Read(FileContent content, CompressionFormat format, IContents contents, ModuleStorage storage)
    {
        PositionalSource source = contents.Open(content);
        if (format == CompressionFormat.None) return new(KernelModule.Read(source), null);
        using Stream decompressed = new LimitedStream(Decompressor.Open(source.OpenStream(), format), MaxModuleLength, format.Name(), "decompressed module");
        using var hash = DigestAlgorithm.Sha256.CreateHash();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            int kept = 0;
            long spooled = 0;
            for (int read; (read = decompressed.Read(buffer.AsSpan(kept))) > 0;)
            {
                kept += read;
                if (kept < buffer.Length) continue;
                if (kept < MaxInMemory)
                {
                    buffer = Grow(buffer);
                }
                else
                {
                    // Only its digest is kept of a large one: the spool unpacks it again, and checks it by that.
                    hash.AppendData(buffer, 0, kept);
                    spooled += kept;
                    kept = 0;
                }
            }

            if (spooled == 0 && storage != ModuleStorage.Uncompressed) return new(KernelModule.Read(PositionalSource.OfBytes(buffer.AsMemory(0, kept))), null);
            hash.AppendData(buffer, 0, kept);
            DecompressedSize size = new(spooled + kept, Digest.Finish(DigestAlgorithm.Sha256, hash));
            var module = KernelModule.Read(spooled == 0 ? PositionalSource.OfBytes(buffer.AsMemory(0, kept)) : Unpacked(size));
            return new(module, storage == ModuleStorage.Uncompressed ? size : null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        PositionalSource Unpacked(DecompressedSize size) => contents.Open(new FileContent.Decompressed(size.Length, size.Digest, content, format));
    }

    private static byte[] Grow(byte[] full)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(full.Length * 2));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static string Describe(ModuleFile file) =>
        file.Target.Origin is Origin.Package package ? $"{package.Nevra}: {file.Target.Path}" : file.Target.Path.ToString();
}

/// <summary>What a module file holds.</summary>
/// <param name="Decompressed">Of a compressed file that will be stored as what it holds.</param>
internal sealed record ReadModule(KernelModule Module, DecompressedSize? Decompressed);

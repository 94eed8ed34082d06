using System.Buffers;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>Reads what a module file says of itself, compressed as it may be, and checks that it belongs to this kernel.</summary>
internal static class ModuleFileReader
{
    /// <summary>Of a module decompressed, in bytes: the largest, with full debug information, take a few hundred MB.</summary>
    public const int MaxModuleLength = 512 << 20;

    private const int FirstBuffer = 1 << 20;

    /// <exception cref="ComposerException">The file is malformed, or for another processor or kernel.</exception>
    public static ReadModule Read(ModuleFile file, IContents contents, KernelFolder kernel, ElfMachine machine, ModuleStorage storage)
    {
        KernelModule module;
        DecompressedSize? decompressed;
        try
        {
            (module, decompressed) = Read(contents.Open(file.Content), CompressionFormats.FromSuffix(file.Path), storage);
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(IdOf(e), Describe(file), e);
        }

        if (module.Machine != machine)
        {
            throw Wrong(ModuleErrors.WrongMachine, "e_machine", $"{module.Machine}", $"{machine}");
        }

        string release = module.VersionMagic.Split(' ')[0];
        if (release.Length > 0 && release != kernel.Version && !file.IsForeign)
        {
            throw Wrong(ModuleErrors.WrongKernel, "vermagic", release, kernel.Version);
        }

        return new(module, decompressed);

        ComposerException Wrong(DiagnosticId id, string field, string got, string expected) =>
            new(id, $"{field}: got {got}, expected {expected}", new SourceLocation(Describe(file)), "the kernel would refuse to load it");
    }

    private static ReadModule Read(PositionalSource source, CompressionFormat format, ModuleStorage storage)
    {
        if (format == CompressionFormat.None) return new(KernelModule.Read(source), null);
        using Stream decompressed = new LimitedStream(
            Decompressor.Open(source.OpenStream(), format), MaxModuleLength, format.Name(), "decompressed module");
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            int length = 0;
            for (int read; (read = decompressed.Read(buffer.AsSpan(length))) > 0;)
            {
                length += read;
                if (length == buffer.Length) buffer = Grow(buffer);
            }

            ReadOnlyMemory<byte> module = buffer.AsMemory(0, length);
            return new(
                KernelModule.Read(PositionalSource.OfBytes(module)),
                storage == ModuleStorage.Uncompressed ? new(length, Digest.Sha256Of(module.Span)) : null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(full.Length * 2));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static DiagnosticId IdOf(MalformedDataException e) => e switch
    {
        { Format: "modinfo" } => ModuleErrors.MalformedInfo,
        { Field: "alias" or "softdep" or "weakdep" or "firmware" or "symbol" } => ModuleErrors.UnfitText,
        { Format: "ELF" or "kernel module" } => ModuleErrors.MalformedModule,
        _ => ModuleErrors.MalformedCompression,
    };

    private static string Describe(ModuleFile file) =>
        file.Target.Origin is Origin.Package package ? $"{package.Nevra}: {file.Target.Path}" : file.Target.Path.ToString();
}

/// <summary>What a module file holds.</summary>
/// <param name="Decompressed">Of a compressed file that will be stored as what it holds.</param>
internal sealed record ReadModule(KernelModule Module, DecompressedSize? Decompressed);

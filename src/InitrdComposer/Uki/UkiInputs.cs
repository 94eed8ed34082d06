using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>A file's bytes and what messages call it.</summary>
public sealed record NamedSource(string Name, PositionalSource Bytes);

/// <summary>What a unified kernel image is made of.</summary>
/// <param name="Stub">systemd-stub: an unsigned UEFI application that takes up its own sections.</param>
/// <param name="Kernel">A Linux image with EFI stub; goes in byte for byte, with its signature.</param>
/// <param name="Initrds">Complete initrd images; several are padded to 4 bytes and joined.</param>
/// <param name="OsRelease">os-release(5), verbatim; nothing if empty.</param>
/// <param name="CommandLine">The kernel's command line, see <see cref="KernelCommandLine"/>; nothing if empty.</param>
/// <param name="KernelVersion">What `uname -r` will say; null: read from the kernel.</param>
/// <param name="Sbat">Lines for .sbat besides those of stub and kernel, with or without a first line "sbat,1,…"; empty: <see cref="Sbat.Default"/>.</param>
public sealed record UkiInputs(
    NamedSource Stub,
    NamedSource Kernel,
    ImmutableArray<PositionalSource> Initrds,
    ReadOnlyMemory<byte> OsRelease,
    ReadOnlyMemory<byte> CommandLine,
    string? KernelVersion,
    ImmutableArray<string> Sbat);

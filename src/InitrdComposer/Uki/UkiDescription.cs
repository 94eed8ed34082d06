using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>What an EFI image is to systemd-boot, bootctl and kernel-install.</summary>
public enum EfiImageKind
{
    /// <summary>A UEFI application with .osrel and .linux.</summary>
    Uki,

    /// <summary>No .linux, but something that a UKI takes from addons.</summary>
    Addon,

    /// <summary>Any other PE image: a kernel, a boot loader, a bare stub.</summary>
    PlainPE,
}

/// <summary>What can be said of an EFI image by looking at it.</summary>
/// <param name="Kind">By the rules of systemd's pe_is_uki and pe_is_addon.</param>
/// <param name="Machine">The machine that it is for.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Sections">In the order of the section table.</param>
/// <param name="Authenticode">What signatures are made over and PCR 4 measures: SHA-256.</param>
/// <param name="Signatures">How many signatures the file carries; whether they are good is another question.</param>
public sealed record UkiDescription(
    EfiImageKind Kind, Machine Machine, long Length, ImmutableArray<UkiSection> Sections, Digest Authenticode, int Signatures)
{
    /// <summary>What each of <see cref="Sections"/> says, in their order; null: it is no text, or too long for one.</summary>
    public ImmutableArray<string?> Texts { get; init; } = [];

    /// <summary>By their numbers; none: the image has one profile without a name.</summary>
    public ImmutableArray<ProfileDescription> Profiles { get; init; } = [];

    /// <summary>The lines of .sbat, the first among them.</summary>
    public ImmutableArray<string> Sbat { get; init; } = [];
}

/// <summary>A profile of a UKI.</summary>
/// <param name="Id">ID= of its .profile; null: none.</param>
/// <param name="Title">TITLE= of its .profile; null: none.</param>
/// <param name="Sections">Its own, as indices of the section table.</param>
public sealed record ProfileDescription(string? Id, string? Title, ImmutableArray<int> Sections);

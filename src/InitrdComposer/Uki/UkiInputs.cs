using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>A file's bytes and what messages call it.</summary>
public sealed record NamedSource(string Name, PositionalSource Bytes);

/// <summary>What a unified kernel image, an addon or a profile image is made of.</summary>
/// <param name="Stub">
/// systemd-stub, an unsigned UEFI application that takes up its own sections; of addons and profiles, which have no kernel, systemd's stub for addons.
/// </param>
/// <param name="Base">
/// Its sections; with a <see cref="UkiSections.Profile"/> and without <see cref="Profiles"/> those of a profile image, which is there to be joined.
/// </param>
public sealed record UkiInputs(NamedSource Stub, UkiSections Base)
{
    /// <summary>The sections of each further profile, .profile first: <see cref="UkiProfile"/> reads them, <see cref="UkiSections.OfProfile"/> has them.</summary>
    public ImmutableArray<ImmutableArray<UkiPart>> Profiles { get; init; } = [];

    /// <summary>Lines for .sbat besides those of stub and kernel, with or without a first line "sbat,1,…"; empty: ukify's of UKIs or of addons.</summary>
    public ImmutableArray<string> Sbat { get; init; } = [];

    /// <summary>Whether this is a profile of some UKI, and no image that starts.</summary>
    internal bool IsProfile => !Base.Profile.IsEmpty && Profiles.IsEmpty;
}

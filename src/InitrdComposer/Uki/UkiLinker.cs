using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>
/// Makes a unified kernel image: systemd-stub with kernel, initrd and their texts as further sections (UAPI.5, "Unified Kernel Image"), for each profile
/// those that it has of its own; without a kernel an addon. The same inputs give the section table and contents that systemd ukify 262 gives; where it
/// stops for want of room, room is made and told.
/// </summary>
public static class UkiLinker
{
    private const SectionCharacteristics Data = SectionCharacteristics.ContainsInitializedData | SectionCharacteristics.MemoryRead;

    /// <summary>Read but not executed in place: the stub copies the kernel to memory of its own.</summary>
    private const SectionCharacteristics Code = SectionCharacteristics.ContainsCode | SectionCharacteristics.MemoryRead;

    /// <summary>Writes the image in one forward pass.</summary>
    /// <exception cref="ComposerException">Stub, kernel or profiles are malformed or unfit, or the command line, SBAT lines or other sections are.</exception>
    public static LinkedUki Link(UkiInputs inputs, Stream output)
    {
        List<Notice> notices = [];
        PEImage stub = UkiParts.ReadStub(inputs.Stub, ofAddon: inputs.Base.Kernel is null);
        Machine machine = stub.FileHeader.Machine;
        PEImage? kernel = inputs.Base.Kernel is NamedSource named ? UkiParts.ReadKernel(named, machine) : null;
        bool hasPlace = stub.Sections.Any(section => section.Name == UkiSectionNames.Sbat);
        byte[] sbat = inputs.IsProfile ? [] : Sbat.Merge(kernel is null ? [] : [(inputs.Stub.Name, stub), (inputs.Base.Kernel!.Name, kernel)], inputs.Sbat, notices);

        UkiSections own = inputs.Base with { KernelVersion = VersionOf(inputs.Base, notices) };
        ImmutableArray<UkiPart> shared = inputs.IsProfile ? own.OfProfile() : own.OfBase(hasPlace ? default : sbat);
        UkiChecks.Verify(inputs, stub, shared, notices);

        UkiPart[] parts = [.. shared, .. inputs.Profiles.SelectMany(profile => JoinedTo(profile, inputs.Base))];
        return UkiWriter.Write(
            inputs.Stub.Name,
            stub,
            new(
                [.. parts.Select(ToSection)],
                hasPlace && !inputs.IsProfile ? ImmutableDictionary<string, PositionalSource>.Empty.Add(UkiSectionNames.Sbat, PositionalSource.OfBytes(sbat)) : ImmutableDictionary<string, PositionalSource>.Empty,
                MissingFlags(inputs.Profiles, kernel, machine)),
            notices,
            output);
    }

    internal static NewSection ToSection(UkiPart part) => new(part.Name, part.Name == UkiSectionNames.Linux ? Code : Data, part.Content);

    /// <summary>What ukify takes of a profile: not its .osrel where the base has none.</summary>
    private static IEnumerable<UkiPart> JoinedTo(ImmutableArray<UkiPart> profile, UkiSections @base) =>
        profile.Where(part => !@base.OsRelease.IsEmpty || part.Name != UkiSectionNames.OsRelease);

    /// <summary>NX_COMPAT, unless all kernels of profiles have it too: firmware that goes by it looks at the image that is started.</summary>
    /// <exception cref="ComposerException">A kernel is none, or for another machine.</exception>
    internal static DllCharacteristics MissingFlags(ImmutableArray<ImmutableArray<UkiPart>> profiles, PEImage? kernel, Machine machine)
    {
        PEImage[] kernels =
        [
            .. kernel is null ? [] : new[] { kernel },
            .. profiles.SelectMany(profile => profile).Where(part => part.Name == UkiSectionNames.Linux)
                .Select(part => UkiParts.ReadKernel(new($"{UkiSectionNames.Linux} of a profile", part.Content), machine)),
        ];
        return kernels.All(image => image.OptionalHeader.DllCharacteristics.HasFlag(DllCharacteristics.NxCompat)) ? DllCharacteristics.None : DllCharacteristics.NxCompat;
    }

    private static string? VersionOf(UkiSections sections, List<Notice> notices)
    {
        if (sections.KernelVersion is not null || sections.Kernel is null) return sections.KernelVersion;
        string? version = KernelImage.ReadVersion(sections.Kernel.Bytes);
        if (version is null)
        {
            notices.Add(new(
                UkiErrors.NoKernelVersion, "the image does not tell its version: no .uname section", new SourceLocation(sections.Kernel.Name),
                "give the version, so that addons for another kernel are not applied"));
        }

        return version;
    }
}

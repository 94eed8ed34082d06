using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>
/// Makes a unified kernel image: systemd-stub with kernel, initrd and their texts as further sections (UAPI.5, "Unified Kernel Image"). The same inputs
/// give the section table and contents that systemd ukify 262 gives; where it stops for want of room, room is made and told.
/// </summary>
public static class UkiLinker
{
    private const SectionCharacteristics Data = SectionCharacteristics.ContainsInitializedData | SectionCharacteristics.MemoryRead;

    /// <summary>Read but not executed in place: the stub copies the kernel to memory of its own.</summary>
    private const SectionCharacteristics Code = SectionCharacteristics.ContainsCode | SectionCharacteristics.MemoryRead;

    /// <summary>Writes the image in one forward pass.</summary>
    /// <exception cref="ComposerException">Stub or kernel is malformed or unfit, or the command line or SBAT lines are.</exception>
    public static LinkedUki Link(UkiInputs inputs, Stream output)
    {
        List<Notice> notices = [];
        KernelCommandLine.Verify(inputs.CommandLine.Span);
        PEImage stub = UkiParts.ReadStub(inputs.Stub);
        PEImage kernel = UkiParts.ReadKernel(inputs.Kernel, stub.FileHeader.Machine);
        byte[] sbat = Sbat.Merge((inputs.Stub.Name, stub), (inputs.Kernel.Name, kernel), inputs.Sbat, notices);

        PELayout layout = Place(inputs.Stub.Name, stub, new(
            [.. Sections(inputs, VersionOf(inputs, notices), stub, sbat).Where(section => section.Content.Length > 0)],
            stub.Sections.Any(section => section.Name == Sbat.SectionName)
                ? ImmutableDictionary<string, PositionalSource>.Empty.Add(Sbat.SectionName, PositionalSource.OfBytes(sbat))
                : ImmutableDictionary<string, PositionalSource>.Empty,
            kernel.OptionalHeader.DllCharacteristics.HasFlag(DllCharacteristics.NxCompat) ? DllCharacteristics.None : DllCharacteristics.NxCompat));
        notices.AddRange(layout.Relocations.Select(relocation => RelocationNotice(inputs.Stub.Name, relocation)));

        ImmutableArray<Digest> digests = PEWriter.Write(layout, output);
        return new(
            layout.Length,
            [.. layout.Sections.Zip(digests, (section, digest) => Describe(section.Header, digest))],
            [.. notices]);
    }

    private static UkiSection Describe(SectionHeader header, Digest digest) => new(header.Name, header.VirtualAddress, header.ContentSize, digest);

    /// <summary>In ukify's order.</summary>
    private static IEnumerable<NewSection> Sections(UkiInputs inputs, string? version, PEImage stub, byte[] sbat)
    {
        yield return new(".osrel", Data, PositionalSource.OfBytes(inputs.OsRelease));
        yield return new(".cmdline", Data, PositionalSource.OfBytes(inputs.CommandLine));
        yield return new(".uname", Data, PositionalSource.OfBytes(Encoding.ASCII.GetBytes(version ?? "")));
        yield return new(".linux", Code, inputs.Kernel.Bytes);
        yield return new(".initrd", Data, JoinedInitrd.Of(inputs.Initrds));
        if (stub.Sections.All(section => section.Name != Sbat.SectionName)) yield return new(Sbat.SectionName, Data, PositionalSource.OfBytes(sbat));
    }

    private static string? VersionOf(UkiInputs inputs, List<Notice> notices)
    {
        string? version = inputs.KernelVersion ?? KernelImage.ReadVersion(inputs.Kernel.Bytes);
        if (version is null)
        {
            notices.Add(new(
                UkiErrors.NoKernelVersion, "the image does not tell its version: no .uname section", new SourceLocation(inputs.Kernel.Name),
                "give the version, so that addons for another kernel are not applied"));
        }

        return version;
    }

    private static PELayout Place(string stubName, PEImage stub, PEChanges changes)
    {
        try
        {
            return PEPlacement.Place(stub, changes);
        }
        catch (MalformedDataException e) when (e.Field is "SizeOfHeaders" or "section table")
        {
            throw ComposerException.Malformed(UkiErrors.HeaderRoom, stubName, e, "use a stub with more room in its header, as systemd 257 and later have");
        }
        catch (MalformedDataException e)
        {
            throw UkiErrors.Malformed(stubName, e);
        }
    }

    private static Notice RelocationNotice(string stub, PERelocation relocation) => new(
        relocation is PERelocation.SectionGrown or PERelocation.SectionMoved ? UkiErrors.BadSbat : UkiErrors.HeaderRoom,
        relocation switch
        {
            PERelocation.RawDataMoved moved => $"the section table needs room: the stub's data moved by {moved.Bytes} bytes in the file",
            PERelocation.SectionGrown grown => $"{grown.Name} grew from {grown.From} to {grown.To} bytes in the file",
            PERelocation.SectionMoved moved => $"{moved.Name} has no room at 0x{moved.From:X} and moved to 0x{moved.To:X}",
            PERelocation.OverlayDropped dropped => $"{dropped.Bytes} bytes after the last section are left out",
            _ => throw new ArgumentOutOfRangeException(nameof(relocation), relocation, null),
        },
        new SourceLocation(stub));
}

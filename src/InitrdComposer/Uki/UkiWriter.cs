using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>Lays out a stub with its sections, tells what had to move, and writes.</summary>
internal static class UkiWriter
{
    /// <param name="stubName">What messages call it.</param>
    /// <param name="notices">What is to be told already.</param>
    /// <exception cref="ComposerException">There is no way to make room, or the image would be too large.</exception>
    public static LinkedUki Write(string stubName, PEImage stub, PEChanges changes, IReadOnlyCollection<Notice> notices, Stream output)
    {
        PELayout layout = Place(stubName, stub, changes);
        ImmutableArray<Digest> digests = PEWriter.Write(layout, output);
        return new(
            layout.Length,
            [.. layout.Sections.Zip(digests, (section, digest) => UkiSection.Of(section.Header, digest))],
            [.. notices, .. layout.Relocations.Select(relocation => RelocationNotice(stubName, relocation))]);
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

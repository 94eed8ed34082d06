using System.Formats.Tar;
using System.Globalization;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>The members of a tar archive (v7, ustar, pax, GNU), plain or compressed, by the reader of .NET. Names that are no UTF-8 are not kept byte by byte.</summary>
internal sealed class TarMembers(PartList parts, MemberTree tree)
{
    private const string Format = "tar";

    /// <summary>Of a file that has other names: what they share is known by its last name.</summary>
    private readonly Dictionary<RootPath, object> _links = [];

    /// <exception cref="ComposerException">It is damaged; what stands before the damage has been taken.</exception>
    public void Read(PositionalSource file, string name)
    {
        CompressionFormat compression = CompressionFormats.DetectAt(file, 0);
        int part = parts.Add(Format, 0, compression);
        long length = 0;
        using Stream archive = compression == CompressionFormat.None ? file.OpenStream() : new ReadAheadStream(Decompressor.Open(file.OpenStream(), compression));
        using var reader = new TarReader(archive);
        try
        {
            while (reader.GetNextEntry() is TarEntry entry)
            {
                if (tree.IsFull) throw Malformed("entries", $"more than {MemberTree.MaxEntries}", $"at most {MemberTree.MaxEntries}");
                long size = entry.Length;
                if (Member(entry, part, length) is ImageMember member && !tree.Add(member)) throw Malformed("name", Printable.Escape(member.Name.Span), "one inside the image, without ..");
                length += size;
            }
        }
        catch (MalformedDataException cause)
        {
            throw ImageErrors.Tar(name, cause);
        }
        catch (Exception cause) when (cause is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw ImageErrors.Tar(name, Malformed("header", Printable.Escape(Encoding.UTF8.GetBytes(cause.Message)), "a sound archive", cause));
        }
        finally
        {
            parts.End(part, file.Length, length);
        }

        MalformedDataException Malformed(string field, string got, string expected, Exception? cause = null) => new(Format, length, field, got, expected, cause);
    }

    /// <returns>Null: it is of the archive, not of the image.</returns>
    private ImageMember? Member(TarEntry entry, int part, long offset)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        var metadata = new Metadata(
            entry.Uid.ToString(CultureInfo.InvariantCulture), entry.Gid.ToString(CultureInfo.InvariantCulture), (ushort)((uint)entry.Mode & InodeMode.PermissionMask),
            entry.ModificationTime.ToUnixTimeSeconds(), Metadata.NoAttributes);
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                object link = new();
                if (RootPath.TryParse(name, out RootPath path)) _links[path] = link;
                return new(name, metadata, null, new(entry.Length, part, offset, () => entry.DataStream is Stream data ? new EntryData(data) : Stream.Null), link);
            case TarEntryType.HardLink:
                return RootPath.TryParse(Encoding.UTF8.GetBytes(entry.LinkName), out RootPath target) && _links.TryGetValue(target, out object? known)
                    ? new(name, metadata, null, null, known)
                    : throw new MalformedDataException(Format, offset, "link name", Printable.Escape(Encoding.UTF8.GetBytes(entry.LinkName)), "a file that the archive has before");
            default:
                return BodyOf(entry) is FileBody body ? new(name, metadata, body) : null;
        }
    }

    private static FileBody? BodyOf(TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.Directory or TarEntryType.DirectoryList => FileBody.Directory.Instance,
        TarEntryType.SymbolicLink => new FileBody.SymbolicLink(LinkTarget.Of(entry.LinkName)),
        TarEntryType.BlockDevice or TarEntryType.CharacterDevice when entry is PosixTarEntry device =>
            new FileBody.Device(entry.EntryType == TarEntryType.BlockDevice, (uint)device.DeviceMajor, (uint)device.DeviceMinor),
        TarEntryType.Fifo => new FileBody.Fifo(),
        _ => null,
    };

    /// <summary>What the archive's reader goes on from: whoever disposes it leaves it open.</summary>
    private sealed class EntryData(Stream data) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => data.Read(buffer);
    }
}

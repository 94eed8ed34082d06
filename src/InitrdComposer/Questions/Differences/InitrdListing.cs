using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Images;

namespace InitrdComposer.Questions.Differences;

/// <summary>A member of an initrd, as far as two are compared before their contents are.</summary>
/// <param name="Segment">From 1.</param>
/// <param name="HeaderOffset">In the file, of a compressed segment in what it unpacks to.</param>
/// <param name="DataOffset">The same of the content.</param>
internal sealed record ListedMember(int Segment, CompressionFormat Compression, string Name, NewcHeader Header, long HeaderOffset, long DataOffset, Digest Digest, ReadOnlyMemory<byte> Target)
{
    public (int Segment, string Name) Key => (Segment, Name);

    public string Where => $"{SegmentName(Segment, Compression)}, {Name}";

    public DifferencePlace Place(long offset) => new(Compression == CompressionFormat.None ? DifferenceUnit.Byte : DifferenceUnit.UnpackedByte, offset);

    public static string SegmentName(int segment, CompressionFormat compression) => compression == CompressionFormat.None ? $"segment {segment}" : $"segment {segment} ({compression.Name()})";
}

/// <summary>All members of an initrd, or those before the damage.</summary>
internal sealed class InitrdListing
{
    private InitrdListing(PositionalSource file) => File = file;

    public PositionalSource File { get; }

    public List<ListedMember> Members { get; } = [];

    /// <summary>Frames and plain archives.</summary>
    public List<InitrdFrame> Frames { get; } = [];

    public ComposerException? Damage { get; private set; }

    public static InitrdListing Read(PositionalSource file)
    {
        var listing = new InitrdListing(file);
        try
        {
            foreach (StoredEntry entry in Entries(file, listing.Frames.Add)) listing.Members.Add(MemberOf(entry));
        }
        catch (ComposerException damage)
        {
            listing.Damage = damage;
        }

        return listing;
    }

    /// <summary>
    /// Reads two initrds once more, up to one member of each, and compares the contents of those: a member's content is gone when the next one is read, so that a listing keeps digests alone.
    /// </summary>
    /// <param name="index">Of the member in <see cref="Members"/> of both.</param>
    /// <param name="compare">Gets both contents, to be read before it returns.</param>
    /// <exception cref="ComposerException">A file has changed since it was listed.</exception>
    public static T AtMember<T>(InitrdListing given, InitrdListing expected, int index, Func<Stream, Stream, T> compare)
    {
        using IEnumerator<StoredEntry> left = Entries(given.File, null).GetEnumerator(), right = Entries(expected.File, null).GetEnumerator();
        for (int i = 0; i <= index; i++)
        {
            if (!left.MoveNext() || !right.MoveNext()) throw new ComposerException(LocalFailure.Other, $"an initrd has changed while it was compared: got {i} members, {index + 1} before");
        }

        return compare(left.Current.Content, right.Current.Content);
    }

    private static IEnumerable<StoredEntry> Entries(PositionalSource file, Action<InitrdFrame>? end) => InitrdImage.Entries(file, "", end: end);

    private static ListedMember MemberOf(StoredEntry entry)
    {
        try
        {
            ReadOnlyMemory<byte> target = entry.ReadTarget();
            Digest digest = target.IsEmpty ? Digest.Sha256Of(entry.Content) : Digest.Sha256Of(target.Span);
            return new(entry.Segment.Index + 1, entry.Segment.Compression, Printable.Escape(entry.Name.Span), entry.Header, entry.HeaderOffset, entry.Offset, digest, target);
        }
        catch (MalformedDataException cause)
        {
            throw InitrdImage.Damage("", entry.Place, cause);
        }
    }
}

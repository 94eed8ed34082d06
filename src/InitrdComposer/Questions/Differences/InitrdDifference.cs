using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Images;

namespace InitrdComposer.Questions.Differences;

/// <summary>
/// Compares initrds member by member. Members come first, since what differs in one makes other bytes of all that is compressed with it; where all agree, the same archive
/// was written or compressed in another way.
/// </summary>
internal static class InitrdDifference
{
    public static Difference? Find(PositionalSource given, PositionalSource expected)
    {
        InitrdListing left = InitrdListing.Read(given), right = InitrdListing.Read(expected);
        return InMembers(left, right) ?? InFrames(left, right) ?? ByteDifference.Find(given, expected);
    }

    private static Difference? InMembers(InitrdListing given, InitrdListing expected)
    {
        for (int i = 0; i < Math.Max(given.Members.Count, expected.Members.Count); i++)
        {
            ListedMember? was = i < given.Members.Count ? given.Members[i] : null, becomes = i < expected.Members.Count ? expected.Members[i] : null;
            Difference? difference = (was, becomes) switch
            {
                (null, ListedMember missing) => given.Damage is null ? Missing(missing) : Damaged(missing.Where, given.Damage),
                (ListedMember additional, null) => Additional(additional),
                ({ } x, { } y) when x.Key != y.Key => OtherMember(x, y, given, expected),
                ({ } x, { } y) => InHeader(x, y) ?? (x.Digest == y.Digest ? null : InContent(x, i, given, expected)),
                _ => null,
            };
            if (difference is not null) return difference;
        }

        return given.Damage is null ? null : Damaged(null, given.Damage);
    }

    private static Difference OtherMember(ListedMember given, ListedMember expected, InitrdListing left, InitrdListing right)
    {
        if (right.Members.TrueForAll(member => member.Key != given.Key)) return Additional(given);
        if (left.Damage is null && left.Members.TrueForAll(member => member.Key != expected.Key)) return Missing(expected);
        return new(ListedMember.SegmentName(given.Segment, given.Compression), "order of members", given.Name, expected.Name, given.Place(given.HeaderOffset));
    }

    private static Difference Missing(ListedMember member) => new(member.Where, "member", "nothing", $"one of {member.Header.FileSize} bytes", member.Place(member.HeaderOffset));

    private static Difference Additional(ListedMember member) => new(member.Where, "member", $"one of {member.Header.FileSize} bytes", "nothing", member.Place(member.HeaderOffset));

    private static Difference Damaged(string? where, ComposerException damage) => new(
        where, "structure", $"damaged data ({damage.Message})", "an archive", damage.Location?.Position?.Offset is long offset ? DifferencePlace.Byte(offset) : null);

    private static Difference? InHeader(ListedMember given, ListedMember expected)
    {
        if (!given.Target.Span.SequenceEqual(expected.Target.Span) && !given.Target.IsEmpty && !expected.Target.IsEmpty)
        {
            return new(given.Where, "target", Printable.Escape(given.Target.Span), Printable.Escape(expected.Target.Span), given.Place(given.DataOffset));
        }

        foreach (((string name, int offset, uint was), (_, _, uint becomes)) in given.Header.Fields().Zip(expected.Header.Fields()))
        {
            if (was != becomes) return new(given.Where, name, Text(name, was), Text(name, becomes), given.Place(given.HeaderOffset + offset));
        }

        return given.Header.HasChecksum == expected.Header.HasChecksum
            ? null
            : new(given.Where, "magic", Magic(given), Magic(expected), given.Place(given.HeaderOffset));

        static string Text(string field, uint value) => field == "mode" ? $"0{Convert.ToString(value, 8)}" : $"{value}";
        static string Magic(ListedMember member) => member.Header.HasChecksum ? "070702" : "070701";
    }

    private static Difference? InContent(ListedMember member, int index, InitrdListing given, InitrdListing expected) =>
        InitrdListing.AtMember(given, expected, index, (left, right) => ByteDifference.Find(left, right, offset => member.Place(member.DataOffset + offset))) is Difference found
            ? found with { Where = member.Where }
            : null;

    /// <summary>The members agree: what else is in a segment, and how it is compressed.</summary>
    private static Difference? InFrames(InitrdListing given, InitrdListing expected)
    {
        for (int i = 0; i < Math.Min(given.Frames.Count, expected.Frames.Count); i++)
        {
            InitrdFrame was = given.Frames[i], becomes = expected.Frames[i];
            string where = ListedMember.SegmentName(i + 1, becomes.Compression);
            if (was.Compression != becomes.Compression) return new(where, "compression", was.Compression.Name(), becomes.Compression.Name(), DifferencePlace.Byte(was.Offset));
            if (was.Offset != becomes.Offset) return new(where, "offset", $"0x{was.Offset:X}", $"0x{becomes.Offset:X}", DifferencePlace.Byte(was.Offset));
            PositionalSource left = given.File.Slice(was.Offset, was.StoredLength), right = expected.File.Slice(becomes.Offset, becomes.StoredLength);
            if (ByteDifference.FirstOffset(left, right) is not long offset) continue;
            if (was.Compression == CompressionFormat.None) return ByteDifference.At(left, right, offset).Inside(where, was.Offset);
            using Stream x = Decompressor.OpenFrame(left.OpenStream(), was.Compression, was.Offset), y = Decompressor.OpenFrame(right.OpenStream(), becomes.Compression, becomes.Offset);
            if (ByteDifference.Find(x, y, at => new(DifferenceUnit.UnpackedByte, at)) is Difference unpacked) return unpacked with { Where = where, Field = "byte between members" };
            return new(
                where, "encoding of the same archive", $"{was.StoredLength} bytes of {was.Compression.Name()}", $"{becomes.StoredLength} bytes", DifferencePlace.Byte(was.Offset + offset));
        }

        return null;
    }
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Images;
using InitrdComposer.Uki;

namespace InitrdComposer.Questions;

/// <summary>The first difference between two output folders.</summary>
/// <param name="File">Name of the output.</param>
/// <param name="Member">What is inside it that differs: an archive's entry, a section; null for the file as a whole.</param>
/// <param name="Field">What of it: "mode", "content", "size", "byte 0x10".</param>
/// <param name="Given">As it is in the folder that was given.</param>
/// <param name="Rebuilt">As it came out again.</param>
public sealed record OutputDifference(string File, string? Member, string Field, string Given, string Rebuilt)
{
    public override string ToString() => $"{File}{(Member is null ? "" : $": {Member}")}: {Field}: got {Given}, rebuilt {Rebuilt}";
}

/// <summary>Compares the outputs of two builds, looking into the formats where bytes differ.</summary>
public static class OutputComparison
{
    /// <summary>The first difference in order of file names, or null.</summary>
    /// <exception cref="ComposerException">The disk does not deliver.</exception>
    public static OutputDifference? Compare(Disk disk, string given, string rebuilt)
    {
        string[] givenNames = FilesIn(disk, given), rebuiltNames = FilesIn(disk, rebuilt);
        if (rebuiltNames.Except(givenNames).FirstOrDefault() is string missing) return new(missing, null, "file", "nothing", "a file");
        if (givenNames.Except(rebuiltNames).FirstOrDefault() is string extra) return new(extra, null, "file", "a file", "nothing");
        return givenNames.Select(name => CompareFile(disk, name, Path.Combine(given, name), Path.Combine(rebuilt, name))).FirstOrDefault(difference => difference is not null);
    }

    private static string[] FilesIn(Disk disk, string folder)
    {
        try
        {
            return [.. disk.Below(folder).Where(entry => !entry.Status.IsFolder).Select(entry => Path.GetRelativePath(folder, entry.Path))];
        }
        catch (IOException e)
        {
            throw LocalFailure.Of(folder, "list", e);
        }
    }

    private static OutputDifference? CompareFile(Disk disk, string name, string given, string rebuilt)
    {
        using var left = FileSource.Open(disk, given);
        using var right = FileSource.Open(disk, rebuilt);
        return FirstDifferentByte(left, right) is not long offset
            ? null
            : Path.GetExtension(name) switch
            {
                ".initrd" => FirstDifferentMember(name, left, right),
                ".efi" => FirstDifferentSection(name, left, right),
                _ => null,
            } ?? DifferentBytes(name, offset, left, right);
    }

    /// <summary>Null when every member agrees: then only the encoding differs.</summary>
    private static OutputDifference? FirstDifferentMember(string file, PositionalSource given, PositionalSource rebuilt)
    {
        using IEnumerator<InitrdMember> right = InitrdImage.Read(rebuilt, file).GetEnumerator();
        using IEnumerator<InitrdMember> left = InitrdImage.Read(given, file).GetEnumerator();
        while (right.MoveNext())
        {
            string path = PathOf(right.Current);
            try
            {
                if (!left.MoveNext()) return new(file, path, "entry", "nothing", "an entry");
            }
            catch (ComposerException damage)
            {
                return new(file, path, "entry", $"unreadable data ({damage.Location?.Position}: {damage.Message})", "an entry");
            }

            if (FirstDifferentField(left.Current, right.Current) is (string field, string was, string becomes)) return new(file, path, field, was, becomes);
        }

        try
        {
            return left.MoveNext() ? new(file, PathOf(left.Current), "entry", "an entry", "nothing") : null;
        }
        catch (ComposerException damage)
        {
            return new(file, null, "end", $"unreadable data ({damage.Location?.Position}: {damage.Message})", "the end");
        }
    }

    private static (string Field, string Given, string Rebuilt)? FirstDifferentField(InitrdMember given, InitrdMember rebuilt)
    {
        (string Name, Func<InitrdMember, string> Value)[] fields =
        [
            ("name", PathOf),
            ("ino", member => $"{member.Header.Ino}"),
            ("mode", member => $"0{Convert.ToString(member.Header.Mode, 8)}"),
            ("uid", member => $"{member.Header.Uid}"),
            ("gid", member => $"{member.Header.Gid}"),
            ("nlink", member => $"{member.Header.Nlink}"),
            ("mtime", member => $"{member.Header.Mtime}"),
            ("size", member => $"{member.Header.FileSize}"),
            ("device", member => $"{member.Header.RdevMajor}:{member.Header.RdevMinor}"),
            ("content", member => member.Target.IsEmpty ? $"{member.Digest}" : Printable.Escape(member.Target.Span)),
        ];
        foreach ((string name, Func<InitrdMember, string> value) in fields)
        {
            if (value(given) is string was && value(rebuilt) is string becomes && was != becomes) return (name, was, becomes);
        }

        return null;
    }

    private static OutputDifference? FirstDifferentSection(string file, PositionalSource given, PositionalSource rebuilt)
    {
        ImmutableArray<UkiSection> right = UkiReader.Read(new(file, rebuilt)).Sections;
        ImmutableArray<UkiSection> left;
        try
        {
            left = UkiReader.Read(new(file, given)).Sections;
        }
        catch (ComposerException damage)
        {
            return new(file, "headers", "structure", $"unreadable headers ({damage.Message})", "a UKI");
        }

        for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            UkiSection? was = i < left.Length ? left[i] : null;
            UkiSection? becomes = i < right.Length ? right[i] : null;
            string name = (becomes ?? was)!.Name;
            if (was?.Name != becomes?.Name) return new(file, name, "section", was?.Name ?? "nothing", becomes?.Name ?? "nothing");
            if (was!.VirtualAddress != becomes!.VirtualAddress) return new(file, name, "VirtualAddress", $"0x{was.VirtualAddress:X}", $"0x{becomes.VirtualAddress:X}");
            if (was.Length != becomes.Length) return new(file, name, "VirtualSize", $"{was.Length}", $"{becomes.Length}");
            if (was.Digest != becomes.Digest) return new(file, name, "content", $"{was.Digest}", $"{becomes.Digest}");
        }

        return null;
    }

    private static OutputDifference DifferentBytes(string file, long offset, PositionalSource given, PositionalSource rebuilt)
    {
        return new(file, null, $"byte 0x{offset:X}", ByteAt(given), ByteAt(rebuilt));

        string ByteAt(PositionalSource source)
        {
            Span<byte> one = stackalloc byte[1];
            return source.ReadAt(offset, one) == 0 ? "the end of the file" : $"0x{one[0]:X2}";
        }
    }

    private static long? FirstDifferentByte(PositionalSource left, PositionalSource right)
    {
        byte[] a = new byte[1 << 20];
        byte[] b = new byte[1 << 20];
        for (long offset = 0; ; offset += a.Length)
        {
            ReadOnlySpan<byte> x = a.AsSpan(0, Fill(left, offset, a));
            ReadOnlySpan<byte> y = b.AsSpan(0, Fill(right, offset, b));
            int common = x.CommonPrefixLength(y);
            if (common < Math.Max(x.Length, y.Length)) return offset + common;
            if (x.IsEmpty) return null;
        }
    }

    private static int Fill(PositionalSource source, long offset, Span<byte> into)
    {
        int count = (int)Math.Clamp(source.Length - offset, 0, into.Length);
        source.ReadExactlyAt(offset, into[..count]);
        return count;
    }

    private static string PathOf(InitrdMember member) => Printable.Escape(member.Name.Span);
}

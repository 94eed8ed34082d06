using System.Text;
using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Formats.Rpm;

/// <summary>Reads a header's file list: a table whose columns are tags, all of one length.</summary>
internal sealed class RpmFileList
{
    private readonly RpmHeader _header;
    private readonly int _count;

    private RpmFileList(RpmHeader header, int count) => (_header, _count) = (header, count);

    /// <exception cref="MalformedDataException">Columns are missing, of other lengths, or hold what no file has.</exception>
    public static RpmFile[] Read(RpmHeader header)
    {
        ReadOnlyMemory<byte>[] paths = RpmFilePaths.Read(header);
        return paths.Length == 0 ? [] : new RpmFileList(header, paths.Length).Read(paths);
    }

    private RpmFile[] Read(ReadOnlyMemory<byte>[] paths)
    {
        ushort[] modes = Required(_header.UInt16Array(RpmTag.FileModes), RpmTag.FileModes);
        long[] sizes = Sizes();
        RpmStringArray users = Strings(RpmTag.FileUserName, isRequired: true);
        RpmStringArray groups = Strings(RpmTag.FileGroupName, isRequired: true);
        RpmStringArray digests = Strings(RpmTag.FileDigests, isRequired: true);
        RpmStringArray linkTargets = Strings(RpmTag.FileLinkTos, isRequired: true);
        RpmStringArray languages = Strings(RpmTag.FileLangs, isRequired: false);
        RpmStringArray capabilities = Strings(RpmTag.FileCaps, isRequired: false);
        uint[] mtimes = Required(_header.UInt32Array(RpmTag.FileMtimes), RpmTag.FileMtimes);
        uint[] flags = Required(_header.UInt32Array(RpmTag.FileFlags), RpmTag.FileFlags);
        ushort[] rdevs = Required(_header.UInt16Array(RpmTag.FileRdevs), RpmTag.FileRdevs);
        uint[]? colors = Optional(_header.UInt32Array(RpmTag.FileColors), RpmTag.FileColors);
        DigestAlgorithm algorithm = DigestAlgorithmOf();
        RpmLinkGroups links = LinkGroups(modes, flags);
        var names = new RepeatedText();
        var files = new RpmFile[_count];
        for (int i = 0; i < files.Length; i++)
        {
            if (!InodeMode.IsValid(modes[i])) throw _header.Malformed(RpmTag.FileModes, $"0x{modes[i]:X} for file {i}", "the mode of a file");
            files[i] = new RpmFile(
                paths[i], modes[i], names.Of(users[i]), names.Of(groups[i]), mtimes[i], sizes[i], DigestOf(digests, i, algorithm),
                linkTargets[i].ToArray(), rdevs[i], links.GroupOf(i), links.IsLast(i), (RpmFileFlags)flags[i], colors?[i] ?? 0,
                languages.Count > 0 ? names.Of(languages[i]) : "", capabilities.Count > 0 ? names.Of(capabilities[i]) : "");
        }

        CheckLinks(files, links);
        return files;
    }

    /// <summary>Files of one inode are alike in all that an inode has.</summary>
    private void CheckLinks(RpmFile[] files, RpmLinkGroups links)
    {
        for (int i = 0; i < files.Length; i++)
        {
            if (links.GroupOf(i) is not (> 0 and int group) || group - 1 == i) continue;
            RpmFile first = files[group - 1], file = files[i];
            bool isAlike = (first.Mode, first.Size, first.Digest, first.User, first.Group) == (file.Mode, file.Size, file.Digest, file.User, file.Group);
            if (!isAlike) throw _header.Malformed(RpmTag.FileInodes, $"files {group - 1} and {i}, which differ", "files of one inode that are alike");
        }
    }

    private long[] Sizes()
    {
        uint[]? small = Optional(_header.UInt32Array(RpmTag.FileSizes), RpmTag.FileSizes);
        ulong[]? large = Optional(_header.UInt64Array(RpmTag.LongFileSizes), RpmTag.LongFileSizes);
        long total = 0;
        var sizes = new long[_count];
        for (int i = 0; i < sizes.Length; i++)
        {
            ulong size = large?[i] ?? small?[i] ?? throw _header.Malformed(RpmTag.FileSizes, "nothing", $"{_count} sizes");
            if (large is not null && small is not null && small[i] != size) throw _header.Malformed(RpmTag.LongFileSizes, $"{size}", $"FILESIZES' {small[i]}");
            // The sum must fit too: it is what the payload's length comes from.
            if (size > (ulong)(long.MaxValue - total)) throw _header.Malformed(RpmTag.LongFileSizes, $"{size}", "sizes whose sum is below 2^63");
            sizes[i] = (long)size;
            total += sizes[i];
        }

        return sizes;
    }

    private RpmLinkGroups LinkGroups(ushort[] modes, uint[] flags)
    {
        uint[]? inodes = Optional(_header.UInt32Array(RpmTag.FileInodes), RpmTag.FileInodes);
        uint[]? devices = Optional(_header.UInt32Array(RpmTag.FileDevices), RpmTag.FileDevices);
        var groups = new RpmLinkGroups(_count);
        for (int i = 0; i < _count && inodes is not null; i++)
        {
            bool mayBeLinked = (modes[i] & InodeMode.TypeMask) == InodeMode.Regular && !((RpmFileFlags)flags[i]).HasFlag(RpmFileFlags.Ghost);
            if (mayBeLinked) groups.Add(i, devices?[i] ?? 0, inodes[i]);
        }

        return groups;
    }

    private DigestAlgorithm DigestAlgorithmOf()
    {
        uint number = _header.UInt32(RpmTag.FileDigestAlgorithm) is uint value and not 0 ? value : (uint)DigestAlgorithm.Md5;
        return Enum.IsDefined((DigestAlgorithm)number)
            ? (DigestAlgorithm)number
            : throw _header.Malformed(RpmTag.FileDigestAlgorithm, $"{number}", "a known digest algorithm");
    }

    private Digest? DigestOf(RpmStringArray digests, int index, DigestAlgorithm algorithm)
    {
        ReadOnlySpan<byte> hex = digests[index];
        if (hex.IsEmpty) return null;
        Span<char> characters = stackalloc char[128];
        return hex.Length <= characters.Length && Digest.TryFromHex(algorithm, characters[..Encoding.Latin1.GetChars(hex, characters)], out Digest digest)
            ? digest
            : throw _header.Malformed(RpmTag.FileDigests, $"{Printable.Escape(hex)} for file {index}", $"a {algorithm.Name()} in hex");
    }

    private RpmStringArray Strings(RpmTag tag, bool isRequired)
    {
        RpmStringArray strings = _header.Strings(tag);
        return strings.Count == _count || (strings.Count == 0 && !isRequired) ? strings : throw WrongLength(tag, strings.Count);
    }

    private T[] Required<T>(T[]? values, RpmTag tag) => Optional(values, tag) ?? throw WrongLength(tag, 0);

    private T[]? Optional<T>(T[]? values, RpmTag tag) => values is null || values.Length == _count ? values : throw WrongLength(tag, values.Length);

    private MalformedDataException WrongLength(RpmTag tag, int length) => _header.Malformed(tag, $"{length} items", $"{_count}, one a file");
}

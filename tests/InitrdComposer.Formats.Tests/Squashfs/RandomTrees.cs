using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;

namespace InitrdComposer.Formats.Tests.Squashfs;

/// <summary>Small trees with everything that a file system can hold, drawn at random.</summary>
/// <param name="random">Decides.</param>
/// <param name="blockSize">Of the image: some files have several blocks.</param>
internal sealed class RandomTrees(Random random, int blockSize = 4096)
{
    /// <summary>From here on a block is much, and files of several are rare.</summary>
    private const int LargeBlock = 32 << 10;


    private readonly List<SquashfsInode> _files = [];
    private readonly List<byte[]> _contents = [];
    private int _left = random.Next(1, 60);

    public SquashfsInode Draw() => Inode(Directory(depth: 0));

    private SquashfsBody.Directory Directory(int depth)
    {
        SortedDictionary<string, SquashfsInode> entries = new(StringComparer.Ordinal);
        for (int count = random.Next(0, depth == 0 ? 30 : 8); count > 0 && _left > 0; count--, _left--) entries.TryAdd(Name(), Child(depth));
        return new([.. entries.Select(entry => new SquashfsEntry(Encoding.UTF8.GetBytes(entry.Key), entry.Value))]);
    }

    private SquashfsInode Child(int depth)
    {
        if (_files.Count > 0 && random.Next(10) == 0) return _files[random.Next(_files.Count)];
        SquashfsInode inode = Inode(random.Next(12) switch
        {
            0 or 1 when depth < 4 => Directory(depth + 1),
            2 => new SquashfsBody.SymbolicLink(Encoding.UTF8.GetBytes(new string('t', random.Next(1, random.Next(2) == 0 ? 20 : 4000)))),
            3 => new SquashfsBody.Device(random.Next(2) == 0, (uint)random.Next(4096), (uint)random.Next(1 << 20)),
            4 => new SquashfsBody.Fifo(),
            5 => new SquashfsBody.Socket(),
            _ => Regular(),
        });
        if (inode.Body is not SquashfsBody.Directory) _files.Add(inode);
        return inode;
    }

    private SquashfsBody.Regular Regular()
    {
        byte[] content;
        if (_contents.Count > 0 && random.Next(5) == 0)
        {
            content = _contents[random.Next(_contents.Count)];
        }
        else
        {
            content = new byte[Length()];
            if (random.Next(4) > 0) random.NextBytes(content);
            if (random.Next(2) == 0) content.AsSpan(content.Length / 4, content.Length / 2).Clear();
            _contents.Add(content);
        }

        return new(PositionalSource.OfBytes(content), random.Next(4) > 0 ? Digest.Sha256Of(content) : null);
    }

    private int Length() => random.Next(Math.Max(4, blockSize / LargeBlock * 4)) switch
    {
        0 => blockSize * random.Next(1, 4),
        1 => random.Next(1, 4 * Math.Min(blockSize, LargeBlock)) + (random.Next(6) == 0 ? blockSize : 0),
        2 => random.Next(0, 2) * random.Next(1, 50),
        _ => random.Next(1, 3 * blockSize) % 40_000,
    };

    private SquashfsInode Inode(SquashfsBody body) => new(
        body, body is SquashfsBody.SymbolicLink ? 0x1FF : random.Next(0x1000), (uint)random.Next(3) * 1000, (uint)random.Next(3) * 70_000, (uint)random.Next(), random.Next(4) == 0 && body is SquashfsBody.Regular or SquashfsBody.Directory ? Xattrs() : []);

    private ImmutableArray<SquashfsXattr> Xattrs() =>
    [
        .. Enumerable.Range(0, random.Next(1, 4)).Select(number => new SquashfsXattr(
            $"{(random.Next(2) == 0 ? "user" : "trusted")}.x{number}", Encoding.UTF8.GetBytes(new string('v', random.Next(2) == 0 ? random.Next(1, 10) : random.Next(1, 900))))),
    ];

    /// <summary>Up to NAME_MAX: 255 bytes, which some names have.</summary>
    private string Name() => random.Next(16) switch
    {
        0 => new((char)('a' + random.Next(26)), random.Next(1, 256)),
        1 => new((char)('a' + random.Next(26)), 255),
        2 => new((char)('\u4E00' + random.Next(256)), random.Next(2) == 0 ? 85 : random.Next(1, 20)),
        _ => new((char)('a' + random.Next(26)), random.Next(1, 12)),
    };
}

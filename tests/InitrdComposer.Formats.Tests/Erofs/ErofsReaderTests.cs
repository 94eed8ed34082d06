using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Erofs;

public sealed class ErofsReaderTests
{
    /// <summary>mkfs.erofs, called by systemd-repart 262.1, made it of two text files.</summary>
    [Fact]
    public void RepartsFileSystemIsRead()
    {
        List<string> lines = [];
        Add(ErofsReader.Read(Image(DemoExtension.Partition(0))), "");
        Assert.Equal(
            [
                "/|41ed|0:0|", "/usr|41ed|0:0|", "/usr/lib|41ed|0:0|", "/usr/lib/extension-release.d|41ed|0:0|", "/usr/lib/extension-release.d/extension-release.demo|81a4|0:0|108",
                "/usr/share|41ed|0:0|", "/usr/share/demo|41ed|0:0|", "/usr/share/demo/hello|81a4|0:0|6",
            ],
            lines.Where(line => !line.StartsWith("/opt", StringComparison.Ordinal)));

        void Add(ErofsInode inode, string path)
        {
            lines.Add($"{(path.Length == 0 ? "/" : path)}|{inode.Mode:x}|{inode.Uid}:{inode.Gid}|{inode.Content?.Length}");
            foreach (ErofsEntry entry in inode.Entries) Add(entry.Inode, $"{path}/{Encoding.UTF8.GetString(entry.Name.Span)}");
        }
    }

    [Fact]
    public void ItsTextIsThere()
    {
        ErofsInode inode = ErofsReader.Read(Image(DemoExtension.Partition(0)));
        foreach (string name in (string[])["usr", "share", "demo", "hello"]) inode = inode.Entries.Single(entry => Encoding.UTF8.GetString(entry.Name.Span) == name).Inode;
        Assert.Equal("hello\n", Encoding.UTF8.GetString(inode.Content!.ReadAll()));
    }

    /// <summary>dump.erofs says "2023-11-14 22:13:20" of every file.</summary>
    [Fact]
    public void TimesAreRead() => Assert.Equal(1_700_000_000, ErofsReader.Read(Image(DemoExtension.Partition(0))).ModificationTime);

    /// <summary>systemd-repart marks the root directory for systemd-validatefs.</summary>
    [Fact]
    public void AttributesAreRead() => Assert.Contains(
        ErofsReader.Read(Image(DemoExtension.Partition(0))).Xattrs, xattr => xattr.Key.StartsWith("user.validatefs.", StringComparison.Ordinal));

    /// <summary>Whatever is cut off or changed: the tree that comes out is whole, or the image is malformed.</summary>
    [Fact]
    public void DamageIsMalformedData()
    {
        byte[] image = DemoExtension.Partition(0)[..8192];
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] damaged = i < 300 ? image[..random.Next(4096)] : [.. image];
            for (int flips = i < 300 ? 0 : 1 + (i % 5); flips > 0; flips--) damaged[1024 + random.Next(3000)] = (byte)random.Next(256);
            try
            {
                Visit(ErofsReader.Read(Image(damaged)));
            }
            catch (MalformedDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 3999);
    }

    /// <summary>A file in chunks is not malformed: it is not read here.</summary>
    [Fact]
    public void WhatIsNotReadIsTold()
    {
        byte[] image = DemoExtension.Partition(0);
        image[1024 + 80] = 0x80;
        Assert.True(ErofsReader.IsUnread(Assert.Throws<MalformedDataException>(() => ErofsReader.Read(Image(image)))));
    }

    /// <summary>Every four bytes begin an attribute of 64 KiB: the root shares 255 of them, each another one, and has one of its own.</summary>
    [Fact]
    public void AttributesTakeNoMoreThanTheirBudget()
    {
        const int block = 4096, sharedAt = 40 * block, shared = 255;
        byte[] image = new byte[80 * block];
        Span<byte> superblock = image.AsSpan(1024), inode = image.AsSpan(block);
        BinaryPrimitives.WriteUInt32LittleEndian(superblock, 0xE0F5E1E2);
        superblock[12] = 12;
        superblock[40] = 1;
        superblock[44] = sharedAt / block;
        for (int i = 0; i < image.Length - sharedAt; i += 4) Entry(image.AsSpan(sharedAt + i));

        BinaryPrimitives.WriteUInt16LittleEndian(inode[2..], 1 + shared + ((4 + 1 + 65_535 + 3) / 4));
        BinaryPrimitives.WriteUInt16LittleEndian(inode[4..], 0x41ED);
        inode[32 + 4] = shared;
        for (int i = 0; i < shared; i++) BinaryPrimitives.WriteInt32LittleEndian(inode[(32 + 12 + (i * 4))..], i);
        Entry(inode[(32 + 12 + (shared * 4))..]);
        MalformedDataException malformed = Assert.Throws<MalformedDataException>(() => ErofsReader.Read(Image(image)));
        Assert.Equal(("xattrs", "at most 16777216"), (malformed.Field, malformed.Expected));

        BinaryPrimitives.WriteUInt16LittleEndian(inode[2..], 1 + shared);
        Assert.Equal(shared, ErofsReader.Read(Image(image)).Xattrs.Length);

        static void Entry(Span<byte> at)
        {
            (at[0], at[1]) = (1, 1);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], ushort.MaxValue);
        }
    }

    private static PositionalSource Image(byte[] bytes) => PositionalSource.OfBytes(bytes);

    private static void Visit(ErofsInode inode)
    {
        inode.Content?.ReadAll();
        foreach (ErofsEntry entry in inode.Entries) Visit(entry.Inode);
    }
}

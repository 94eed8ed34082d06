using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Squashfs;

public sealed class SquashfsReaderTests
{
    [Theory]
    [InlineData(CompressionFormat.Zstd, 4096)]
    [InlineData(CompressionFormat.Xz, 8192)]
    [InlineData(CompressionFormat.Gzip, 131072)]
    public void OwnImagesReadBackEqual(CompressionFormat format, int blockSize)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SquashfsInode root = new RandomTrees(new Random(seed)).Draw();
            SquashfsInode read = SquashfsReader.Read(Write(root, new(format, BlockSize: blockSize)));
            Assert.Equal(UnpackedTree.Lines(root), UnpackedTree.Lines(read));
            Assert.Equal(Attributes(root), Attributes(read));
        }
    }

    public static TheoryData<string> MksquashfsOptions =>
    [
        "-comp zstd", "-comp xz -b 4096", "-comp gzip -Xcompression-level 1", "-comp lz4", "-comp lz4 -Xhc", "-comp zstd -noI -noId -noD -noF -noX",
        "-comp gzip -no-fragments", "-comp zstd -always-use-fragments -b 1M", "-comp xz -no-exports -no-xattrs -nopad", "-comp zstd -no-sparse -no-duplicates",
    ];

    /// <summary>What mksquashfs made of a folder is that folder, however it was made.</summary>
    [Theory]
    [MemberData(nameof(MksquashfsOptions))]
    public void MksquashfsImagesAreRead(string options)
    {
        using var folder = new TempFolder();
        Fill(folder["tree"]);
        Tool.Require("mksquashfs", "squashfs-tools").Run([folder["tree"], folder["image"], "-noappend", "-quiet", "-no-progress", .. options.Split(' ')]);
        SquashfsInode root = SquashfsReader.Read(PositionalSource.OfBytes(File.ReadAllBytes(folder["image"])));
        Assert.Equal(UnpackedTree.Lines(folder["tree"]), UnpackedTree.Lines(root));
        var entries = ((SquashfsBody.Directory)root.Body).Entries;
        Assert.Same(entries.Single(entry => NameOf(entry) == "linked").Inode, entries.Single(entry => NameOf(entry) == "text").Inode);
    }

    /// <summary>Values that several files share are stored once, elsewhere.</summary>
    [Fact]
    public void MksquashfsAttributesAreRead()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["tree"]);
        string value = new('v', 500);
        for (int i = 0; i < 5; i++)
        {
            File.WriteAllText(folder[$"tree/{i}"], "x");
            Tool.Require("setfattr", "attr").Run("-n", "user.shared", "-v", value, folder[$"tree/{i}"]);
            Tool.Require("setfattr", "attr").Run("-n", "user.own", "-v", $"{i}", folder[$"tree/{i}"]);
        }

        Tool.Require("mksquashfs", "squashfs-tools").Run(folder["tree"], folder["image"], "-quiet", "-no-progress");
        string[] read = Attributes(SquashfsReader.Read(PositionalSource.OfBytes(File.ReadAllBytes(folder["image"]))));
        Assert.Equal(10, read.Length);
        Assert.Contains($"/3|user.shared={value}", read);
        Assert.Contains("/3|user.own=3", read);
    }

    /// <summary>300 values of 64 KiB take some hundred bytes of an image; one that all files have is one.</summary>
    [Fact]
    public void AttributesTakeNoMoreThanTheirBudget()
    {
        MalformedDataException exception = Assert.Throws<MalformedDataException>(() => SquashfsReader.Read(Write(Files(300, i => $"user.{i}"), new())));
        Assert.Equal(("xattrs", "at most 16777216"), (exception.Field, exception.Expected));
        var shared = ((SquashfsBody.Directory)SquashfsReader.Read(Write(Files(300, _ => "user.same"), new())).Body).Entries;
        Assert.Equal(shared[0].Inode.Xattrs, shared[299].Inode.Xattrs);
        Assert.Equal(65_536, shared[0].Inode.Xattrs.Single().Value.Length);

        static SquashfsInode Files(int count, Func<int, string> name) => new(
            new SquashfsBody.Directory(
            [
                .. Enumerable.Range(100, count).Select(i => new SquashfsEntry(
                    Encoding.ASCII.GetBytes($"{i}"), new(new SquashfsBody.Fifo(), 0, 0, 0, 0, [new(name(i), new byte[65_536])]))),
            ]),
            0x1ED, 0, 0, 0, []);
    }

    [Theory]
    [InlineData("lzo", "lzo")]
    [InlineData("lzma", "lzma")]
    public void OtherCompressorsAreNamed(string option, string name)
    {
        byte[] image = Bytes(new RandomTrees(new Random(1)).Draw());
        image[20] = option == "lzo" ? (byte)3 : (byte)2;
        MalformedDataException exception = Assert.Throws<MalformedDataException>(() => SquashfsReader.Read(PositionalSource.OfBytes(image)));
        Assert.Equal(("compression", name), (exception.Field, exception.Got));
    }

    /// <summary>Whatever is cut off or changed: the tree that comes out is whole, or the image is malformed.</summary>
    [Fact]
    public void DamageIsMalformedData()
    {
        byte[] image = Bytes(new RandomTrees(new Random(7)).Draw());
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 1500; i++)
        {
            byte[] damaged = i < 300 ? image[..random.Next(image.Length)] : [.. image];
            for (int flips = i < 300 ? 0 : 1 + (i % 3); flips > 0; flips--) damaged[i % 2 == 0 ? random.Next(SquashfsLength) : random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                UnpackedTree.Lines(SquashfsReader.Read(PositionalSource.OfBytes(damaged)));
            }
            catch (MalformedDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 700, 1500);
    }

    /// <summary>A directory whose entry is the directory above it.</summary>
    [Fact]
    public void ADirectoryInItselfIsRefused()
    {
        byte[] image = Plain(tree => Directory.CreateDirectory(Path.Combine(tree, "a", "b")));

        // The listing of "a" is the first with an entry: its reference becomes that of the root, which is the last inode.
        long rootReference = BinaryPrimitives.ReadInt64LittleEndian(image.AsSpan(32));
        int name = image.AsSpan().IndexOf("\u0001\0\0\0b"u8);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(name - 4), (ushort)rootReference);
        MalformedDataException exception = Assert.Throws<MalformedDataException>(() => SquashfsReader.Read(PositionalSource.OfBytes(image)));
        Assert.Equal("one that is in two places, or in itself", exception.Got);
    }

    [Theory]
    [InlineData("/", "no '/', no NUL, neither . nor ..")]
    [InlineData("\0", "no '/', no NUL, neither . nor ..")]
    [InlineData(".", "no '/', no NUL, neither . nor ..")]
    [InlineData("z", "each name once, in the order of their bytes")]
    [InlineData("y", "each name once, in the order of their bytes")]
    public void NamesThatAreNoneAreRefused(string name, string expected)
    {
        byte[] image = Plain(tree =>
        {
            Directory.CreateDirectory(Path.Combine(tree, "x"));
            Directory.CreateDirectory(Path.Combine(tree, "y"));
        });
        image[image.AsSpan().IndexOf("\u0001\0\0\0x"u8) + 4] = (byte)name[0];
        Assert.Equal(expected, Assert.Throws<MalformedDataException>(() => SquashfsReader.Read(PositionalSource.OfBytes(image))).Expected);
    }

    /// <summary>Nothing is allocated by a declared length: 2^63 bytes of blocks that are not there.</summary>
    [Fact]
    public void AFileLongerThanItsBlocksIsRefused()
    {
        byte[] image = Plain(tree =>
        {
            File.WriteAllBytes(Path.Combine(tree, "a"), Enumerable.Repeat((byte)7, 5000).ToArray());
            Tool.Require("ln", "coreutils").Run(Path.Combine(tree, "a"), Path.Combine(tree, "b"));
        });
        int length = image.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x88, 0x13, 0, 0, 0, 0, 0, 0]);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(length), long.MaxValue);
        Assert.Equal("file_size", Assert.Throws<MalformedDataException>(() => SquashfsReader.Read(PositionalSource.OfBytes(image))).Field);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(length), 8000L << 12);
        Assert.Equal("metadata block", Assert.Throws<MalformedDataException>(() => SquashfsReader.Read(PositionalSource.OfBytes(image))).Field);
    }

    private const int SquashfsLength = 96;

    private static void Fill(string tree)
    {
        Directory.CreateDirectory(Path.Combine(tree, "empty"));
        Directory.CreateDirectory(Path.Combine(tree, "many"));
        for (int i = 0; i < 700; i++) File.WriteAllText(Path.Combine(tree, "many", $"{new string('n', 60)}{i}"), $"{i}");
        byte[] noise = new byte[700_000];
        new Random(3).NextBytes(noise);
        noise.AsSpan(200_000, 300_000).Clear();
        File.WriteAllBytes(Path.Combine(tree, "noise"), noise);
        File.WriteAllBytes(Path.Combine(tree, "zeros"), new byte[1 << 20]);
        File.WriteAllText(Path.Combine(tree, "text"), string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i}\n")));
        File.WriteAllText(Path.Combine(tree, "nothing"), "");
        Tool.Require("ln", "coreutils").Run(Path.Combine(tree, "text"), Path.Combine(tree, "linked"));
        File.CreateSymbolicLink(Path.Combine(tree, "link"), new string('t', 300));
        Tool.Require("mkfifo", "coreutils").Run(Path.Combine(tree, "fifo"));
    }

    private static string[] Attributes(SquashfsInode root)
    {
        List<string> lines = [];
        Add(root, "");
        return [.. lines];

        void Add(SquashfsInode inode, string path)
        {
            lines.AddRange(inode.Xattrs.Select(xattr => string.Create(CultureInfo.InvariantCulture, $"{path}|{xattr.Name}={Encoding.UTF8.GetString(xattr.Value.Span)}")));
            if (inode.Body is not SquashfsBody.Directory directory) return;
            foreach (SquashfsEntry entry in directory.Entries) Add(entry.Inode, $"{path}/{NameOf(entry)}");
        }
    }

    private static string NameOf(SquashfsEntry entry) => Encoding.UTF8.GetString(entry.Name.Span);

    /// <summary>An image whose tables are not compressed, so that a test finds its fields.</summary>
    private static byte[] Plain(Action<string> fill)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["tree"]);
        fill(folder["tree"]);
        Tool.Require("mksquashfs", "squashfs-tools").Run(folder["tree"], folder["image"], "-quiet", "-no-progress", "-b", "4096", "-no-fragments", "-noI", "-noId", "-noD", "-noX");
        return File.ReadAllBytes(folder["image"]);
    }

    private static byte[] Bytes(SquashfsInode root, SquashfsOptions? options = null)
    {
        using var output = new MemoryStream();
        SquashfsWriter.Write(root, options ?? new(BlockSize: 4096), output);
        return output.ToArray();
    }

    private static PositionalSource Write(SquashfsInode root, SquashfsOptions options) => PositionalSource.OfBytes(Bytes(root, options));
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using Xunit;

namespace InitrdComposer.Formats.Tests.Newc;

public sealed class NewcWriterTests
{
    private static readonly NewcHeader Regular = new() { Ino = 1, Mode = InodeMode.Regular | 0x1A4, Nlink = 1, Mtime = 1_700_000_000 };

    [Fact]
    public void GnuCpiosArchiveIsWrittenAgainToTheByte()
    {
        byte[] archive = CpioTool.Archive("newc");
        using var output = new MemoryStream();
        var writer = new NewcWriter(output);
        foreach ((NewcHeader header, byte[] name, byte[] data) in CpioTool.ReadAll(archive)) writer.Add(header, name, data);
        writer.Complete();
        byte[] written = output.ToArray();
        Assert.Equal(writer.Position, written.Length);
        Assert.Equal(0, written.Length % 4);
        Assert.Equal(archive[..written.Length], written);
        // GNU cpio fills up its last block.
        Assert.Equal(-1, archive.AsSpan(written.Length).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void WhatIsWrittenIsReadBack() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[][]>(),
        contents =>
        {
            using var output = new MemoryStream();
            var writer = new NewcWriter(output);
            for (int i = 0; i < contents.Length; i++) writer.Add(Regular with { Ino = (uint)i }, Encoding.ASCII.GetBytes($"{new string('n', i)}{i}"), contents[i]);
            writer.Complete();
            var entries = CpioTool.ReadAll(output.ToArray());
            Assert.Equal(contents, entries.Select(entry => entry.Data));
            Assert.Equal(contents.Select((_, i) => $"{new string('n', i)}{i}"), entries.Select(entry => Encoding.ASCII.GetString(entry.Name)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void GnuCpioListsWhatIsWritten()
    {
        using var output = new MemoryStream();
        var writer = new NewcWriter(output);
        writer.Add(new NewcHeader { Ino = 1, Mode = InodeMode.Directory | 0x3FF, Nlink = 2 }, "tmp"u8, []);
        writer.Add(new NewcHeader { Ino = 2, Mode = InodeMode.CharacterDevice | 0x1B6, Nlink = 1, RdevMajor = 1, RdevMinor = 3 }, "null"u8, []);
        writer.Add(new NewcHeader { Ino = 3, Mode = InodeMode.BlockDevice | 0x1B0, Nlink = 1, RdevMajor = 7, RdevMinor = 5, Gid = 6 }, "loop5"u8, []);
        writer.Add(new NewcHeader { Ino = 4, Mode = InodeMode.SymbolicLink | 0x1FF, Nlink = 1 }, "link"u8, "tmp"u8);
        writer.Add(Regular with { Ino = 5, Mode = InodeMode.Regular | 0x9ED, Nlink = 2, Uid = 10, Gid = 20 }, "a"u8, []);
        writer.Begin(Regular with { Ino = 5, Mode = InodeMode.Regular | 0x9ED, Nlink = 2, Uid = 10, Gid = 20 }, "b"u8, 7);
        writer.Write(PositionalSource.OfBytes("content"u8.ToArray()));
        writer.Complete();
        string[] lines = CpioTool.List(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Collection(
            lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
            line => Assert.Matches(@"^drwxrwxrwt 2 0 0 0 .* tmp$", line),
            line => Assert.Matches(@"^crw-rw-rw- 1 0 0 1, 3 .* null$", line),
            line => Assert.Matches(@"^brw-rw---- 1 0 6 7, 5 .* loop5$", line),
            line => Assert.Matches(@"^lrwxrwxrwx 1 0 0 3 .* link -> tmp$", line),
            line => Assert.Matches(@"^-rwsr-xr-x 2 10 20 0 .* a$", line),
            line => Assert.Matches(@"^-rwsr-xr-x 2 10 20 7 .* b$", line));
    }

    [Fact]
    public void NamesThatTheKernelWouldNotUnpackAreRefused()
    {
        var writer = new NewcWriter(Stream.Null);
        Assert.Throws<ArgumentException>(() => writer.Begin(Regular, "TRAILER!!!"u8));
        Assert.Throws<ArgumentException>(() => writer.Begin(Regular, []));
        Assert.Throws<ArgumentException>(() => writer.Begin(Regular, "a\0b"u8));
        Assert.Throws<ArgumentException>(() => writer.Begin(Regular, new byte[4096].Select(_ => (byte)'n').ToArray()));
        writer.Begin(Regular, new byte[4095].Select(_ => (byte)'n').ToArray());
        writer.Begin(Regular, "./TRAILER!!!"u8);
    }

    [Fact]
    public void AFileOf4GiBIsRefused()
    {
        var writer = new NewcWriter(Stream.Null);
        Assert.Throws<ArgumentException>(() => writer.Begin(Regular, "a"u8, 1L << 32));
        writer.Begin(Regular, "a"u8, uint.MaxValue);
    }

    [Fact]
    public void MoreOrLessDataThanTheLengthIsABug()
    {
        var writer = new NewcWriter(Stream.Null);
        writer.Begin(Regular, "a"u8, 2);
        Assert.Throws<InvalidOperationException>(() => writer.Write("abc"u8));
        writer.Write("a"u8);
        Assert.Throws<InvalidOperationException>(() => writer.Begin(Regular, "b"u8));
        Assert.Throws<InvalidOperationException>(writer.Complete);
    }
}

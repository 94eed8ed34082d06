using System.Text;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Formats.Hwdb;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Hwdb;

/// <summary>Held against systemd-hwdb, byte for byte.</summary>
public sealed class HwdbWriterTests
{
    private static readonly string[] Texts =
    [
        "", "a", "ab", "abc", "abd", "b:*", "usb:v0000p????*", "usb:v0001*", "é", "日本", "x[0-9]", " ", "  ", "\t", " \t", "=", "#", "\\", "ID=1", " KEY=", " KEY=v", "  KEY=w", " \tKEY=t",
        " K=\u00e9 ", " =v", " K", " A=b=c", " A=#c", " A=x # c", " ab=c", " b=c",
    ];

    private static readonly string[] Ends = ["\n", "\n", "\n", "\n", "\n\n", "\r\n", "\r", "\n\r", "\0", "\r\0\n", ""];

    [Fact]
    public void TheHardwareDatabaseOfADistributionIsSystemdsToTheByte()
    {
        using var package = new TempFolder();
        string rpm = DistroFixture.Require().Package("udev-257");
        Tool.Require("bsdtar", "libarchive-tools").Run("-xf", rpm, "-C", package.Path, "./usr/lib/udev/hwdb.d");
        string[] names = [.. Directory.GetFiles(package["usr/lib/udev/hwdb.d"]).Select(path => "usr/lib/udev/hwdb.d/" + Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        using var tool = new HwdbTool(names.Select(name => (name, File.ReadAllBytes(package[name]))));
        (byte[]? expected, string[] warned) = tool.Update();
        (byte[] file, string[] ourWarned) = tool.Write(names, expected!);
        Assert.True(names.Length > 30 && file.Length > 10_000_000);
        Assert.Equal(warned, ourWarned);
        Assert.True(expected.AsSpan().SequenceEqual(file));
        Assert.True(HwdbFile.Read(file).Count() > 100_000);
    }

    [Fact]
    public void RecordsOfAllKindsAreSystemdsToTheByteAndItsWarningsToTheLine() => Prop.ForAll(
        Arb.From(Gen.ListOf(Gen.Zip(Gen.Elements("etc/udev/hwdb.d/20-b.hwdb", "usr/lib/udev/hwdb.d/10-a.hwdb", "usr/lib/udev/hwdb.d/30-é.hwdb", "etc/udev/hwdb.d/05-c.hwdb"), Content))),
        written =>
        {
            (string Path, byte[] Text)[] files = [.. written.DistinctBy(file => file.Item1).Select(file => (file.Item1, Encoding.UTF8.GetBytes(file.Item2)))];
            using var tool = new HwdbTool(files);
            (byte[]? expected, string[] warned) = tool.Update();
            if (expected is null)
            {
                Assert.Empty(files);
                return;
            }

            (byte[] file, string[] ourWarned) = tool.Write(files.Select(file => file.Path).OrderBy(Path.GetFileName, StringComparer.Ordinal), expected);
            Assert.Equal(warned, ourWarned);
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(file));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(30));

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        byte[] file = HwdbWriter.Write([Source("/a", "pci:*\npci:v1\n A=1\n B=2\n"), Source("/b", "\npci:v1\n A=3\n\nusb\n C=\n")], 257, Never);
        Assert.Equal(
            ["pci:*  A=1 /a:3 1", "pci:*  B=2 /a:4 1", "pci:v1  A=3 /b:3 2", "pci:v1  B=2 /a:4 1", "usb  C= /b:6 2"],
            HwdbFile.Read(file).Select(Text));
    }

    [Fact]
    public void DeepPatternsNeedNoStack()
    {
        string text = string.Concat(Enumerable.Range(1, 4000).Select(length => new string('a', length) + "\n")) + " A=1\n";
        Assert.Equal(4000, HwdbFile.Read(HwdbWriter.Write([Source("/a", text)], 257, Never)).Count());
    }

    [Fact]
    public void ALineThatSystemdDoesNotReadIsRefused()
    {
        var exception = Assert.Throws<MalformedDataException>(() => HwdbWriter.Write([Source("/a", "a\n A=1\n" + new string('b', HwdbText.MaxLineLength))], 257, Never));
        Assert.Equal(3, exception.Position.Line);
    }

    [Fact]
    public void MoreFilesThanPrioritiesAreRefused() => Assert.Throws<MalformedDataException>(
        () => HwdbWriter.Write([.. Enumerable.Repeat(Source("/a", ""), ushort.MaxValue + 1)], 257, Never));

    private static Gen<string> Content => Gen.ListOf(Gen.Zip(
        Gen.Frequency((4, Gen.Elements(Texts)), (1, Gen.Elements(Texts).Two().Select(pair => pair.Item1 + pair.Item2))), Gen.Elements(Ends))).Select(lines => string.Concat(lines.Select(line => line.Item1 + line.Item2)));

    private static HwdbSource Source(string path, string text) => new(Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetBytes(text));

    private static void Never(HwdbSource source, HwdbWarning warning) => Assert.Fail($"{warning}");

    private static string Text(HwdbRecord record) =>
        $"{Of(record.Match)} {Of(record.Key)}={Of(record.Value)} {Of(record.File)}:{record.Line} {record.Priority}";

    private static string Of(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);
}

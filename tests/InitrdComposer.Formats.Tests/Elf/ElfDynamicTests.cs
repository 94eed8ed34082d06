using System.Text.RegularExpressions;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using Xunit;

namespace InitrdComposer.Formats.Tests.Elf;

public sealed partial class ElfDynamicTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatProgramsAndLibrariesNeedIsReadelfs()
    {
        string[] files =
        [
            .. new[] { "/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/systemd" }.Where(Directory.Exists)
                .SelectMany(Directory.EnumerateFiles).Order(StringComparer.Ordinal).Where(IsElf).Take(500),
        ];
        Assert.NotEmpty(files);
        string[] expected = Readelf(files);
        Assert.Equal(expected, files.SelectMany(file => Lines(file, Read(File.ReadAllBytes(file)))));
        Assert.Contains(expected, line => line.Contains("NEEDED libc.so.6", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--64", "elf_x86_64", "--enable-new-dtags")]
    [InlineData("--64", "elf_x86_64", "--disable-new-dtags")]
    [InlineData("--32", "elf_i386", "--enable-new-dtags")]
    [InlineData("--32", "elf_i386", "--disable-new-dtags")]
    public void BothClassesAndBothKindsOfSearchPathsAreReadelfs(string assembler, string linker, string tags)
    {
        string library = Link(assembler, linker, tags);
        ElfDynamic dynamic = Read(File.ReadAllBytes(library));
        Assert.Equal(Readelf(library), Lines(library, dynamic));
        Assert.Equal(("libtop.so.1", "libneeded.so.2"), (dynamic.SoName, Assert.Single(dynamic.Needed)));
        Assert.Equal(["$ORIGIN/../private", "/opt/lib"], tags == "--enable-new-dtags" ? dynamic.RunPath : dynamic.RPath);
    }

    [Fact]
    public void EveryTruncationAndEveryDamagedByteIsMalformedOrHarmless()
    {
        byte[] whole = File.ReadAllBytes(Link("--64", "elf_x86_64", "--enable-new-dtags"));
        int malformed = 0;
        for (int length = 0; length < whole.Length; length += 7) Try(whole[..length]);
        Assert.Equal((whole.Length + 6) / 7, malformed);
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte damage in new byte[] { 0xFF, 0x80, 0x01 })
            {
                byte[] bytes = [.. whole];
                bytes[at] ^= damage;
                Try(bytes);
            }
        }

        void Try(byte[] bytes)
        {
            try
            {
                Read(bytes);
            }
            catch (MalformedDataException)
            {
                malformed++;
            }
        }
    }

    [Fact]
    public void AFileThatOnlyTheLinkerTakesNeedsNothing() =>
        Assert.Equal(ElfDynamic.None, Read(new ElfSpec().With("first", [1]).ToArray()));

    [Fact]
    public void NamesThatLibcLoadsLaterAreAmongItsConstants()
    {
        string libc = Tool.Require("gcc", "gcc").Run("-print-file-name=libc.so.6").Trim();
        IReadOnlyCollection<string> names = LibraryNames.Find(ElfFile.Open(PositionalSource.OfBytes(File.ReadAllBytes(libc))));
        Assert.Contains("libgcc_s.so.1", names);
    }

    [Fact]
    public void ANameAcrossTwoPiecesIsFoundWhole()
    {
        byte[] constants = new byte[600_000];
        "x/liba.so.12"u8.CopyTo(constants.AsSpan((1 << 18) - 10));
        "libb.so"u8.CopyTo(constants.AsSpan(599_993));
        Assert.Superset(
            new HashSet<string> { "liba.so.12", "libb.so" },
            LibraryNames.Find(ElfFile.Open(PositionalSource.OfBytes(new ElfSpec().With(".rodata", constants).ToArray()))).ToHashSet());
    }

    private static ElfDynamic Read(byte[] bytes) => ElfDynamic.Read(ElfFile.Open(PositionalSource.OfBytes(bytes)));

    private static bool IsElf(string file)
    {
        using FileStream stream = File.OpenRead(file);
        var magic = new byte[4];
        return stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.AsSpan().SequenceEqual("\u007fELF"u8);
    }

    private string Link(string assembler, string linker, string tags)
    {
        Tool.Require("as", "binutils").Run(assembler, "-o", _folder["empty.o"], "/dev/null");
        Tool ld = Tool.Require("ld", "binutils");
        ld.Run("-m", linker, "-shared", "-soname", "libneeded.so.2", "-o", _folder["libneeded.so"], _folder["empty.o"]);
        ld.Run(
            "-m", linker, "-shared", "-soname", "libtop.so.1", tags, "-rpath", "$ORIGIN/../private:/opt/lib", "-o", _folder["libtop.so"],
            _folder["empty.o"], "--no-as-needed", _folder["libneeded.so"]);
        return _folder["libtop.so"];
    }

    private static string[] Readelf(params string[] files)
    {
        string current = files[0];
        var lines = new List<string>();
        foreach (string line in Tool.Require("readelf", "binutils").Run(["-d", "-l", "--wide", .. files]).Split('\n'))
        {
            if (line.StartsWith("File: ", StringComparison.Ordinal)) current = line["File: ".Length..];
            Match found = Entry().Match(line);
            if (found.Success) lines.Add($"{current} {found.Groups[1].Value} {found.Groups[2].Value}");
            found = Interpreter().Match(line);
            if (found.Success) lines.Add($"{current} INTERP {found.Groups[1].Value}");
        }

        // Of one file readelf prints the interpreter first, then the entries in the section's order.
        return [.. lines.GroupBy(line => line.Split(' ')[0]).SelectMany(file => file.Order(StringComparer.Ordinal))];
    }

    private static IEnumerable<string> Lines(string file, ElfDynamic dynamic)
    {
        IEnumerable<string> lines = dynamic.Needed.Select(name => $"{file} NEEDED {name}");
        if (dynamic.Interpreter is not null) lines = lines.Append($"{file} INTERP {dynamic.Interpreter}");
        if (dynamic.SoName is not null) lines = lines.Append($"{file} SONAME {dynamic.SoName}");
        if (!dynamic.RPath.IsEmpty) lines = lines.Append($"{file} RPATH {string.Join(':', dynamic.RPath)}");
        if (!dynamic.RunPath.IsEmpty) lines = lines.Append($"{file} RUNPATH {string.Join(':', dynamic.RunPath)}");
        return lines.Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\((NEEDED|SONAME|RPATH|RUNPATH)\)[^\[]*\[(.*)\]")]
    private static partial Regex Entry();

    [GeneratedRegex(@"Requesting program interpreter: (.*)\]")]
    private static partial Regex Interpreter();
}

using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>What the tags of a well-formed header say.</summary>
internal static class RpmTagCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("RPM-19", "modes and a version in the signature header",
            SamplePackages.Sample(p => p.ChangeSignature = h => h.Add(RpmTag.Version, "9").Add(RpmTag.FileModes, Enumerable.Repeat((ushort)0x8FFF, 7).ToArray())),
            new Verdict.Accepted(SoundInitrd.IsSame)),
        new("RPM-21", "fewer folder indexes than names", Replace(RpmTag.DirIndexes, h => h.Add(RpmTag.DirIndexes, 0u)), SamplePackages.Refused(21, "DIRINDEXES (1116): got 1 items, expected 7, one a file")),
        new("RPM-21", "no folder indexes", Header(h => h.Without(RpmTag.DirIndexes)), SamplePackages.Refused(21, "DIRINDEXES (1116): got 0 items")),
        new("RPM-21", "a folder index out of range", Replace(RpmTag.DirIndexes, h => h.Add(RpmTag.DirIndexes, [0u, 0, 0, 0, 0, 0, 99])), SamplePackages.Refused(21, "DIRINDEXES (1116): got 99 for file 6")),
        new("RPM-21", "a negative folder index", Replace(RpmTag.DirIndexes, h => h.Add(RpmTag.DirIndexes, [uint.MaxValue, 0, 0, 0, 0, 0, 0])), SamplePackages.Refused(21, "DIRINDEXES (1116): got 4294967295 for file 0")),
        new("RPM-21", "a base name with a slash", Replace(RpmTag.BaseNames, h => h.Add(RpmTag.BaseNames, ["etc", "../x", "c", "d", "e", "f", "g"])), SamplePackages.Refused(21, "BASENAMES (1117): got ../x, expected a name without slash")),
        new("RPM-22", "two modes for seven files", Replace(RpmTag.FileModes, h => h.Add(RpmTag.FileModes, [(ushort)0x81A4, 0x81A4])), SamplePackages.Refused(22, "FILEMODES (1030): got 2 items, expected 7, one a file")),
        new("RPM-22", "one flag for seven files", Replace(RpmTag.FileFlags, h => h.Add(RpmTag.FileFlags, 0u)), SamplePackages.Refused(22, "FILEFLAGS (1037): got 1 items")),
        new("RPM-22", "one digest for seven files", Replace(RpmTag.FileDigests, h => h.Add(RpmTag.FileDigests, [""])), SamplePackages.Refused(22, "FILEDIGESTS (1035): got 1 items")),
        new("RPM-22", "no link targets", Header(h => h.Without(RpmTag.FileLinkTos)), SamplePackages.Refused(22, "FILELINKTOS (1036): got 0 items")),
        new("RPM-22", "eight sizes for seven files", Replace(RpmTag.FileSizes, h => h.Add(RpmTag.FileSizes, new uint[8])), SamplePackages.Refused(22, "FILESIZES (1028): got 8 items")),
        new("RPM-22", "one mtime for seven files", Replace(RpmTag.FileMtimes, h => h.Add(RpmTag.FileMtimes, 1u)), SamplePackages.Refused(22, "FILEMTIMES (1034): got 1 items")),
        new("RPM-23", "sizes and long sizes that differ", Header(h => h.Add(RpmTag.LongFileSizes, [1ul, 1, 1, 1, 1, 1, 1])), SamplePackages.Refused(23, "LONGFILESIZES (5008): got 1, expected FILESIZES'")),
        new("RPM-23", "a size of 2^64-1", LongSizes(ulong.MaxValue, 0), SamplePackages.Refused(23, "LONGFILESIZES (5008): got 18446744073709551615")),
        new("RPM-23", "sizes whose sum passes 2^63", LongSizes(long.MaxValue, 1), SamplePackages.Refused(23, "LONGFILESIZES (5008): got 1, expected sizes whose sum is below 2^63")),
        new("RPM-24", "sha256 digests without their algorithm", Header(h => h.Without(RpmTag.FileDigestAlgorithm)), SamplePackages.Refused(24, "FILEDIGESTS (1035): got ", "a md5 in hex")),
        new("RPM-24", "digest algorithm 99", Replace(RpmTag.FileDigestAlgorithm, h => h.Add(RpmTag.FileDigestAlgorithm, 99u)), SamplePackages.Refused(24, "FILEDIGESTALGORITHM (5011): got 99")),
        new("RPM-24", "a digest too short", Digests("abcd"), SamplePackages.Refused(24, "FILEDIGESTS (1035): got abcd for file 1")),
        new("RPM-24", "a digest of 1000 digits", Digests(new string('a', 1000)), SamplePackages.Refused(24, "FILEDIGESTS (1035): got aaaa")),
        new("RPM-24", "a digest that is no hex", Digests("\u001B[2J" + new string('g', 60)), SamplePackages.Refused(24, "FILEDIGESTS (1035): got \\x1B[2Jggg")),
        new("RPM-24", "a file without one", Digests(""), SamplePackages.Refused(24, "FILEDIGESTS of /init: got none, expected one of every file")),
        new("RPM-24", "a digest that is not the file's", Replace(RpmTag.FileDigests, h => h.Add(RpmTag.FileDigests, [.. Enumerable.Repeat(new string('a', 64), 7)])), new Verdict.Refused(4, "CPI31", "/init of base-1-1.noarch: got ", "expected 10 bytes of sha256:aaaa")),
        new("RPM-25", "a payload in drpm's format", Replace(RpmTag.PayloadFormat, h => h.Add(RpmTag.PayloadFormat, "drpm")), SamplePackages.Refused(25, "PAYLOADFORMAT (1124): got drpm, expected cpio")),
        new("RPM-25", "a payload as tar", Replace(RpmTag.PayloadFormat, h => h.Add(RpmTag.PayloadFormat, "ustar")), SamplePackages.Refused(25, "PAYLOADFORMAT (1124): got ustar")),
        new("RPM-25", "an unknown compressor", SamplePackages.Sample(p => p.Compressor = "\u202Elzop"), SamplePackages.Refused(25, "PAYLOADCOMPRESSOR (1125): got \\xE2\\x80\\xAElzop")),
        new("RPM-26", "names that are no UTF-8", SamplePackages.Sample(p =>
        {
            p.Files.Add(PackagedFile.Regular("/", "") with { Path = [.. "/usr/lib/"u8, 0xE4, 0xFF] });
            p.ChangeHeader = h => h.Add(RpmTag.Encoding, "iso-8859-1");
        }), new Verdict.Accepted((folder, _) => Assert.True(SoundInitrd.Unpacked(folder).AsSpan().IndexOf((byte[])[.. "usr/lib/"u8, 0xE4, 0xFF, 0]) > 0))),
        new("RPM-27", "fewer versions than requirements", Required(h => h.Without(RpmTag.RequireVersion).Add(RpmTag.RequireVersion, [""])), SamplePackages.Refused(27, "REQUIREVERSION (1050): got 1 items, expected 2")),
        new("RPM-27", "fewer flags than requirements", Required(h => h.Without(RpmTag.RequireFlags).Add(RpmTag.RequireFlags, 0u)), SamplePackages.Refused(27, "REQUIREFLAGS (1048): got 1 items, expected 2")),
        new("RPM-27", "no flags for what is provided", Header(h => h.Without(RpmTag.ProvideFlags)), SamplePackages.Refused(27, "PROVIDEFLAGS (1112): got 0 items, expected 1")),
        new("RPM-28", "no name", Header(h => h.Without(RpmTag.Name)), SamplePackages.Refused(28, "NAME (1000): got nothing, expected a string")),
        new("RPM-28", "an empty name", Replace(RpmTag.Name, h => h.Add(RpmTag.Name, "")), SamplePackages.Refused(28, "NAME (1000): got an empty string")),
        new("RPM-28", "a name with a slash", Replace(RpmTag.Name, h => h.Add(RpmTag.Name, "../base")), SamplePackages.Refused(28, "NAME (1000): got ../base")),
        new("RPM-28", "a release with a newline", Replace(RpmTag.Release, h => h.Add(RpmTag.Release, "1\nerror[IC-RPM99]: no")), SamplePackages.Refused(28, "RELEASE (1002): got 1\\x0Aerror")),
        new("RPM-28", "a name that clears the screen", Replace(RpmTag.Name, h => h.Add(RpmTag.Name, "\u001B[2Jbase")), SamplePackages.Refused(28, "NAME (1000): got \\x1B[2Jbase")),
        new("RPM-29", "bytes behind a plain payload", SamplePackages.Sample(p => (p.Compressor, p.Compress) = ("none", archive => [.. archive, .. "more"u8])), new Verdict.Refused(3, "CPI22", "0.rpm!payload: offset 0x", "end of data: got more bytes")),
        new("RPM-29", "bytes behind a compressed payload", SamplePackages.Sample(p => p.Compress = archive => [.. Compressed.Gzip(archive), .. "more"u8]), new Verdict.Refused(3, "CMP08", "0.rpm: offset 0x", "end of data: got more bytes")),
        new("RPM-30", "a package of format 6", SamplePackages.Sample(VersionSix), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("RPM-31", "a size that is not the file's", SamplePackages.Sample(p => p.ChangeSignature = h => h.Without((RpmTag)1000).Add((RpmTag)1000, 17u)), new Verdict.Refused(4, "RPM31", "0.rpm: ", "SIGSIZE: got ", "expected 17")),
        new("RPM-31", "a long size that is not the file's", SamplePackages.Sample(p => p.ChangeSignature = h => h.Without((RpmTag)1000).Add((RpmTag)270, 1ul << 40)), new Verdict.Refused(4, "RPM31", "0.rpm: ", "SIGSIZE: got ", "expected 1099511627776")),
        new("RPM-31", "bytes behind the end that the size tells", SamplePackages.Sample(p => p.ChangeFile = file => [.. file, .. "more"u8]), new Verdict.Refused(4, "RPM31", "SIGSIZE: got ")),
        new("RPM-32", "scriptlets that would leave a trace", Scriptlets, new Verdict.Accepted((folder, _) => Assert.Contains("touch", File.ReadAllText(Path.Combine(folder.Output, "manifest.json")), StringComparison.Ordinal))),
    ];

    private static Action<HostileFolder> Header(Action<HeaderSpec> change) => SamplePackages.Sample(p => p.ChangeHeader = change);

    private static Action<HostileFolder> Replace(RpmTag tag, Action<HeaderSpec> add) => Header(h => add(h.Without(tag)));

    private static Action<HostileFolder> Digests(string ofInit) => Replace(RpmTag.FileDigests, h => h.Add(RpmTag.FileDigests, ["", ofInit, "", "", "", "", ""]));

    private static Action<HostileFolder> LongSizes(ulong first, ulong second) =>
        Replace(RpmTag.FileSizes, h => h.Add(RpmTag.LongFileSizes, [first, second, 0, 0, 0, 0, 0]));

    private static Action<HostileFolder> Required(Action<HeaderSpec> change) => SamplePackages.Sample(p =>
    {
        p.Requires.AddRange([("base", RpmSense.Any, ""), ("base", RpmSense.Equal, "1")]);
        p.ChangeHeader = change;
    });

    private static void VersionSix(RpmSpec package)
    {
        package.ChangeLead = lead => lead[4] = 4;
        package.ChangeSignature = h => h.Without((RpmTag)1000);
        package.ChangeHeader = h => h.Add(RpmTag.RpmFormat, 6u).Add(RpmTag.PayloadSha512, [Digest.Finish(DigestAlgorithm.Sha512, Hash()).Hex]);

        System.Security.Cryptography.IncrementalHash Hash()
        {
            var hash = DigestAlgorithm.Sha512.CreateHash();
            hash.AppendData(package.PayloadBytes());
            return hash;
        }
    }

    private static void Scriptlets(HostileFolder folder)
    {
        RpmSpec package = SamplePackages.Sample();
        string trace = Path.Combine(folder.Root, "trace");
        package.ChangeHeader = h => h
            .Add(RpmTag.PreIn, $"touch {trace}\n").Add(RpmTag.PreInProg, "/bin/sh")
            .Add(RpmTag.PostIn, $"touch {trace}\n").Add(RpmTag.PostInProg, "/bin/sh");
        folder.WritePackages(package);
    }
}

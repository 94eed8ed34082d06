using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Formats.RpmDb;
using InitrdComposer.Fuzz.Mutation;
using InitrdComposer.Fuzz.Structures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using InitrdComposer.Testing.Rpm;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>RPMs, databases of them, and cpio archives.</summary>
internal static class PackageTargets
{
    private static readonly ImmutableArray<byte[]> CpioWords = Target.Words("070701", "070702", "07070X", "TRAILER!!!\0", "00000000", "FFFFFFFF", "0000A1FF", "000081A4", "000041ED", "./usr\0");

    private static readonly long[] StrippedSizes = [8, 0, 300, 5];

    public static ImmutableArray<Target> All { get; } =
    [
        new("rpm-header", "lead and headers of packages, and all that they say", ReadHeader, () => Packages(Plain).Concat(Fixtures("rpms", "*.rpm", 16 << 10).Take(12)))
        {
            Structure = RpmStructure.Package, Dictionary = Target.Words("\u008E\u00AD\u00E8\u0001", "noarch", "cpio", "zstd", "(a if b)", "/usr/bin/", "cap_net_raw=ep"),
        },
        new("rpm-payload", "packages with their files", ReadPackage, () => Packages(Plain).Concat(Packages(_ => { }))) { Structure = RpmStructure.Package, Dictionary = CpioWords },
        new("rpmdb", "Packages.db of rpm's ndb", input => ReadInstalled(NdbPackages.Read(PositionalSource.OfBytes(input))), () => [Database()]) { Structure = NdbStructure.Packages },
        new("cpio", "newc archives, 070701 and 070702, in a row", ReadSequence, CpioSeeds) { Structure = CpioStructure.Newc, Dictionary = CpioWords },
        new("cpio-stripped", "rpm's 07070X", ReadStripped, Stripped) { Structure = CpioStructure.Stripped, Dictionary = CpioWords },
    ];

    private static void ReadHeader(ReadOnlyMemory<byte> input)
    {
        RpmPackageReader package = RpmPackageReader.Read(StreamOf(input));
        ReadAll(package);
        _ = (package.RpmFormat, package.PayloadFormat, package.PayloadCompressor, package.DeclaredSize);
    }

    private static void ReadAll(RpmDescription package)
    {
        _ = (package.Name, package.Epoch, package.Version, package.Release, package.Arch, package.BuildTime, package.InstalledSize, package.IsSource, package.Paths.Count);
        _ = (package.Provides, package.Requires, package.Conflicts, package.Obsoletes, package.Recommends, package.Suggests, package.Supplements, package.Enhances);
        _ = package.Scriptlets.Count;
        foreach (RpmFile file in package.Files) FileCapabilities.TryEncode(file.Capabilities, out _);
    }

    private static void ReadPackage(ReadOnlyMemory<byte> input)
    {
        RpmPackageReader package = RpmPackageReader.Read(StreamOf(input));
        using Stream payload = package.OpenPayload(PositionalSource.OfBytes(input).OpenStream(package.PayloadOffset));
        var reader = new RpmPayloadReader(payload, package.Files);
        while (reader.TryReadNext(out _, out Stream content)) Drain(content);
    }

    private static void ReadInstalled(IReadOnlyList<InstalledRpm> packages)
    {
        foreach (InstalledRpm package in packages) ReadAll(package.Description);
    }

    private static void ReadSequence(ReadOnlyMemory<byte> input)
    {
        var sequence = new NewcSequence(StreamOf(input));
        while (sequence.TryOpenNext(out NewcReader? archive))
        {
            while (archive.TryReadNext(out NewcEntry entry)) Drain(entry.Content);
        }

        var strict = new NewcReader(StreamOf(input));
        while (strict.TryReadNext(out _))
        {
        }
    }

    private static void ReadStripped(ReadOnlyMemory<byte> input)
    {
        var reader = new StrippedCpioReader(StreamOf(input), StrippedSizes);
        while (reader.TryReadNext(out _, out Stream content)) Drain(content);
    }

    /// <summary>A payload that mutations reach.</summary>
    private static void Plain(RpmSpec package) => (package.Compressor, package.Compress) = (null, archive => archive);

    private static IEnumerable<byte[]> Packages(Action<RpmSpec> change)
    {
        foreach (RpmSpec package in Specs())
        {
            change(package);
            yield return package.ToBytes();
        }
    }

    private static IEnumerable<RpmSpec> Specs()
    {
        yield return new RpmSpec("empty");
        RpmSpec files = new RpmSpec("files").Add(
            PackagedFile.Folder("/usr/lib/a"), PackagedFile.Regular("/usr/bin/b", "content of b\n") with { Capabilities = "cap_net_raw=ep" }, PackagedFile.Link("/usr/bin/c", "b"),
            PackagedFile.Regular("/usr/lib/d", "linked\n") with { Inode = 7 }, PackagedFile.Regular("/usr/lib/e", "linked\n") with { Inode = 7 },
            PackagedFile.Regular("/var/log/f") with { Flags = RpmFileFlags.Ghost });
        files.Requires.Add(("libc.so.6()(64bit)", RpmSense.Any, ""));
        files.Requires.Add(("(a if b)", RpmSense.Any, ""));
        files.Requires.Add(("c", RpmSense.Greater | RpmSense.Equal, "1:2-3"));
        yield return files;
        yield return new RpmSpec("stripped") { IsStripped = true }.Add(PackagedFile.Regular("/a", "one\n"), PackagedFile.Link("/b", "a"), PackagedFile.Regular("/c", "three\n"));
        yield return new RpmSpec("scripts")
        {
            ChangeHeader = header => header
                .Add(RpmTag.PostIn, "echo").Add(RpmTag.PostInProg, "/bin/sh", "-e").Add(RpmTag.PostInFlags, 1u)
                .Add(RpmTag.TriggerScripts, ["echo trigger"]).Add(RpmTag.TriggerName, ["b", "c"]).Add(RpmTag.TriggerVersion, ["", "1"]).Add(RpmTag.TriggerFlags, 0x10000u, 0x20008u)
                .Add(RpmTag.TriggerIndex, 0u, 0u),
        };
    }

    /// <summary>One slot and one package.</summary>
    private static byte[] Database()
    {
        using var stream = new MemoryStream(new RpmSpec("installed").Add(PackagedFile.Regular("/usr/bin/a")).ToBytes());
        byte[] header = RpmPackageReader.Read(stream).Header.Bytes.Span[8..].ToArray();
        int blocks = (int)(Alignment.Up(16 + header.Length + 12, 16) / 16);
        byte[] file = new byte[4096 + (blocks * 16)];
        "RpmP"u8.CopyTo(file);
        Numbers.Write(file, 8, 4, FieldForm.Little, 1);
        Numbers.Write(file, 12, 4, FieldForm.Little, 1);
        for (int slot = 32; slot < 4096; slot += 16) "Slot"u8.CopyTo(file.AsSpan(slot));
        Numbers.Write(file, 36, 4, FieldForm.Little, 1);
        Numbers.Write(file, 40, 4, FieldForm.Little, 256);
        Numbers.Write(file, 44, 4, FieldForm.Little, (ulong)blocks);
        "BlbS"u8.CopyTo(file.AsSpan(4096));
        Numbers.Write(file, 4100, 4, FieldForm.Little, 1);
        Numbers.Write(file, 4108, 4, FieldForm.Little, (ulong)header.Length);
        header.CopyTo(file, 4112);
        Numbers.Write(file, file.Length - 8, 4, FieldForm.Little, (ulong)header.Length);
        "BlbE"u8.CopyTo(file.AsSpan(file.Length - 4));
        NdbStructure.Packages.Seal!(file);
        return file;
    }

    private static IEnumerable<byte[]> CpioSeeds()
    {
        var archive = new CpioSpec();
        archive.Entries.Add(CpioEntry.Newc("usr"u8.ToArray(), InodeMode.Directory | 0x1ED, [], 1));
        archive.Entries.Add(CpioEntry.Newc("usr/a"u8.ToArray(), InodeMode.Regular | 0x1A4, "content"u8.ToArray(), 2));
        archive.Entries.Add(CpioEntry.Newc("usr/b"u8.ToArray(), InodeMode.SymbolicLink | 0x1FF, "a"u8.ToArray(), 3));
        byte[] plain = archive.ToBytes();
        yield return plain;
        yield return [.. plain, .. new byte[512], .. plain];
        for (int i = 0; i < archive.Entries.Count; i++)
        {
            uint sum = (uint)archive.Entries[i].Data.Sum(value => value);
            archive.Change(i, entry => (entry with { Magic = "070702" }).With(CpioEntry.Check, sum));
        }

        yield return archive.ToBytes();
        archive.Trailer = null;
        yield return archive.ToBytes();
    }

    private static IEnumerable<byte[]> Stripped()
    {
        var archive = new CpioSpec();
        for (int i = 0; i < StrippedSizes.Length; i++) archive.Entries.Add(CpioEntry.Stripped((uint)i, new byte[StrippedSizes[i]]));
        yield return archive.ToBytes();
    }
}

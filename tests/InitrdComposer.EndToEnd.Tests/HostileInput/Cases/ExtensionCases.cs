using System.Buffers.Binary;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Images of extensions that do not go with their base, or lie about what is in them.</summary>
internal static class ExtensionCases
{
    private const string ReleaseText = "ID=test\nVERSION_ID=1\nSYSEXT_SCOPE=initrd\nARCHITECTURE=x86-64\n";
    private const string Modules = $"usr/lib/modules/{BaseSpec.Kernel}";

    /// <summary>Of the GPT: where the header is, and the first entry.</summary>
    private const int Header = 512, Entries = 1024;

    private static readonly X509Certificate2 Signer = DdiSpec.NewSigner("signer");

    /// <summary>What is wrong around the file system.</summary>
    private static readonly HostileCase[] DiskImages =
    [
        Case("IMG-03", "no partition table", Disk(image => image.AsSpan(Header, 8).Clear()), Refused(3, 3, "image: got data that is neither")),
        Case("IMG-03", "a header whose checksum is wrong", Disk(image => image[Header + 56]++), Refused(3, 3, "GPT: offset 0x210: HeaderCRC32: got ")),
        Case("IMG-03", "entries whose checksum is wrong", Disk(image => image[Entries + 16]++), Refused(3, 3, "GPT: offset 0x258: PartitionEntryArrayCRC32: got ")),
        Case("IMG-03", "a disk that is cut off", folder => Write(folder, Image().ToBytes()[..20_000]), Refused(3, 3, "GPT: ")),
        Case("IMG-03", "a hash tree that is none", Changed(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Verity = verity => verity[0] = 0 }), Refused(3, 3, "verity: offset 0x6000: signature: got other bytes")),
        Case("IMG-03", "2^47 blocks", Changed(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Verity = verity => BinaryPrimitives.WriteInt64LittleEndian(verity.AsSpan(72), 1L << 46) }), Refused(3, 3, "data_blocks: got 70368744177664, expected at most 1")),
        Case("IMG-03", "a signature's partition that is no JSON", Changed(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Json = _ => "{" }), Refused(3, 3, "verity signature: offset 0x7001: JSON: got ")),
        Case("IMG-03", "a signature that is no PKCS#7", Changed(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Json = text => text[..text.IndexOf("MII", StringComparison.Ordinal)] + "AAAA\"}" }), Refused(3, 3, "CMS: offset 0x7000: ContentInfo: got ")),
        Case("IMG-03", "a signature whose signer has an issuer that is no name", Changed(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Issuer = new(Convert.FromHexString("3003020105")) }), Refused(3, 3, "CMS: offset 0x", ": issuer: got 3003020105, expected a Name")),
    ];

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        Case("IMG-01", "another version", Signed(Tree("ID=test\nVERSION_ID=2\nSYSEXT_SCOPE=initrd\n")), Refused(4, 1, "one.sysext.raw: VERSION_ID: got 2, expected 1")),
        Case("IMG-01", "another system", Signed(Tree("ID=\u001B[2J\nVERSION_ID=1\nSYSEXT_SCOPE=initrd\n")), Refused(4, 1, "ID: got \\x1B[2J, expected test")),
        Case("IMG-01", "a name that turns text around", Signed(Tree("ID=\u202Etset\nVERSION_ID=1\nSYSEXT_SCOPE=initrd\n")), Refused(4, 1, "ID: got \\xE2\\x80\\xAEtset, expected test")),
        Case("IMG-01", "no extension-release", Signed(new SquashfsSpec().Add("usr/x", "x")), Refused(4, 1, "extension-release: got none, expected /usr/lib/extension-release.d/extension-release.one")),
        Case("IMG-01", "an extension-release that is a link out of the image", Signed(new SquashfsSpec().Link("usr/lib/extension-release.d/extension-release.one", "../../../../../../etc/os-release")), Refused(4, 1, "extension-release: got none")),
        OfNaked("IMG-02", "no superblock of squashfs 4.0", Naked(image => U16(image, 28, 3)), Refused(3, 2, "squashfs: offset 0x1C: s_major: got 3.0, expected 4.0")),
        OfNaked("IMG-02", "a block size of 0", Naked(image => U32(image, 12, 0)), Refused(3, 2, "offset 0xC: block_size: got 0")),
        OfNaked("IMG-02", "a table behind the image", Naked(image => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(64), 1ul << 40)), Refused(3, 2, "inode_table_start: got 1099511627776")),
        OfNaked("IMG-02", "a root that is no inode", Naked(image => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(32), 0x1FFF)), Refused(3, 2, "squashfs: ")),
        OfNaked("IMG-02", "4 billion fragments", Naked(image => U32(image, 16, uint.MaxValue)), Refused(3, 2, "fragment_table: got 4294967295 rows")),
        OfNaked("IMG-02", "cut off in the middle", folder => Write(folder, Tree().ToBytes()[..300]), Refused(3, 2, "bytes_used: got ")),
        OfNaked("IMG-02", "metadata that is not compressed as it says", Naked(image => U16(image, 20, 4)), new Verdict.Refused(3, "IMG02", "one.sysext.raw: ")),
        OfNaked("IMG-02", "a compressor that Linux does not mount", Naked(image => U16(image, 20, 2)), Refused(3, 2, "offset 0x14: compression: got lzma, expected gzip, xz, lz4 or zstd")),
        OfNaked("IMG-02", "zeros of a thousand times the image", folder => Write(folder, Zeros()), Refused(3, 2, "file_size: got more than 1000 times the image")),
        OfNaked("IMG-02", "attributes of a thousand times the image", folder => Write(folder, Attributes()), Refused(3, 2, "squashfs: ", "xattrs: got more than 16777216 bytes of all files")),
        Case("IMG-02", "no files but those that must be there", Signed(Tree()), new Verdict.Accepted()),
        Case("IMG-02", "a value of 64 KiB and long names", Signed(Tree().Add($"usr/{new string('n', 255)}", "x", new SquashfsXattr("user.long", new byte[65_536]))), new Verdict.Accepted()),
        Case("IMG-02", "an erofs that is cut off", Changed(new DdiSpec([.. new byte[1024], 0xE2, 0xE1, 0xF5, 0xE0, .. new byte[3068]]) { Signer = Signer }), Refused(3, 2, "erofs: offset 0x40C: blkszbits: got 0")),
        Case("IMG-02", "an erofs whose root is nowhere", Changed(new DdiSpec(Erofs(features: 0)) { Signer = Signer }), Refused(3, 2, "erofs: ")),
        Case("IMG-02", "a partition without a file system", Changed(new DdiSpec(Noise()) { Signer = Signer }), Refused(3, 2, "root partition: file system: got data that is none")),
        .. DiskImages, .. DiskImages.Select(ToSign),
        Case("IMG-04", "labels of SELinux, which nobody sets here", Signed(Tree().Add("usr/x", "x", new SquashfsXattr("security.selinux", "system_u:object_r:usr_t:s0\0"u8.ToArray()))), new Verdict.Accepted()),
        Case("IMG-05", "no signature", Changed(new DdiSpec(Tree().ToBytes())), Refused(4, 5, "image policy: got root that is verity, expected signed")),
        Case("IMG-05", "a naked file system", folder => Write(folder, Tree().ToBytes()), Refused(4, 5, "image policy: got root that is unprotected, expected signed")),
        Case("IMG-06", "an unknown signer", Changed(new DdiSpec(Tree().ToBytes()) { Signer = DdiSpec.NewSigner("stranger") }), Refused(4, 6, "signature: got one of CN=stranger (sha256:", "expected one of CN=signer (sha256:")),
        Case("IMG-06", "a signature of another root hash", Changed(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Signed = new string('0', 64) }), Refused(4, 6, "signature: got one that is not of CN=signer")),
        Case("IMG-07", "a byte that was changed", Changed(new DdiSpec(Tree().Add("usr/noise", Noise()).ToBytes()) { Signer = Signer, Data = data => data[12_300] ^= 1 }), Refused(4, 7, "verity: got block 3 of the data")),
        Case("IMG-08", "an os-release", Signed(Tree().Add("usr/lib/os-release", "ID=evil\n")), Refused(4, 8, "content: got /usr/lib/os-release, expected none")),
        Case("IMG-09", "modules of another kernel", Signed(Tree().Add("usr/lib/modules/6.1.0/kernel/x.ko", new ModuleSpec("6.1.0").ToBytes())), Refused(4, 9, "kernel: got modules of 6.1.0, expected 6.12.0-test")),
        Case("IMG-09", "a module that was built for another kernel", Signed(Tree().Add($"{Modules}/kernel/x.ko", new ModuleSpec("6.1.0").ToBytes())), Refused(4, 9, "vermagic: got /usr/lib/modules/6.12.0-test/kernel/x.ko of \"6.1.0 ")),
        Case("IMG-09", "a module whose dependency is nowhere", Signed(Tree().Add($"{Modules}/kernel/x.ko", new ModuleSpec(BaseSpec.Kernel).With("depends=nowhere").ToBytes())), Refused(4, 9, "dependencies: got /usr/lib/modules/6.12.0-test/kernel/x.ko, which needs nowhere")),
        Case("IMG-10", "a module index of its own", Signed(Tree().Add($"{Modules}/modules.dep", "")), Refused(4, 10, "module index: got /usr/lib/modules/6.12.0-test/modules.dep, expected none")),
        Case("IMG-11", "two that have one path", folder =>
        {
            Signed(Tree().Add("usr/x", "1"))(folder);
            Write(folder, Image(Tree(name: "two").Add("usr/x", "2")).ToBytes(), "two.sysext.raw");
        }, Refused(4, 11, "two.sysext.raw: collisions: got /usr/x: 1 bytes, ", "as one.sysext.raw has it")) with { Command = _ => ["sysext", "check", "base.initrd", "one.sysext.raw", "two.sysext.raw"] },
        Case("IMG-12", "files that are not merged", Signed(Tree().Add("etc/x", "x")), Says("not merged, for they are outside of /usr and /opt: /etc/x")),
        Case("IMG-13", "a file system that is not read", Changed(new DdiSpec(Erofs(features: 0x80)) { Signer = Signer }), Says("not looked at: erofs with 0x80 is not read here")),
        Case("IMG-14", "a module that no index names", Signed(Tree().Add($"{Modules}/kernel/y.ko", new ModuleSpec(BaseSpec.Kernel).ToBytes())), Says("modprobe will not find y")),
        Case("IMG-15", "a base that is an EFI image without an initrd", folder =>
        {
            Signed(Tree())(folder);
            File.Copy(Testing.Checkout.Fixture("uki", "toystub.efi"), Path.Combine(folder.Work, "base.initrd"), overwrite: true);
        }, Refused(2, 15, "base.initrd: got a PE image without .initrd, expected an initrd or a UKI")),
        Case("IMG-17", "a certificate of the base that is none", folder =>
        {
            Signed(Tree())(folder);
            File.WriteAllBytes(Path.Combine(folder.Work, "base.initrd"), new BaseSpec().Trust(Signer).Add("usr/lib/verity.d/\u001B[2J.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").ToBytes());
        }, Says("/usr/lib/verity.d/\\x1B[2J.crt is no X.509 certificate in PEM: systemd passes over it")),
        Case("IMG-16", "a base whose kernel has no dm-verity", folder =>
        {
            Signed(Tree())(folder);
            string builtIn = string.Concat(BaseSpec.BuiltIn.Where(name => name != "dm-verity").Select(name => $"kernel/{name}.ko\n"));
            File.WriteAllBytes(Path.Combine(folder.Work, "base.initrd"), new BaseSpec().Trust(Signer).Add($"{Modules}/modules.builtin", builtIn).ToBytes());
        }, Says("of kernel 6.12.0-test it has no dm_verity, as modules or in modules.builtin")),
    ];

    private static HostileCase Case(string id, string what, Action<HostileFolder> make, Verdict verdict) => new(id, what, make, verdict) { Command = _ => ["sysext", "check", "base.initrd", "one.sysext.raw"] };

    /// <summary>The same image where its root hash is asked for, to sign it: what it has of a signature does not count there.</summary>
    private static HostileCase ToSign(HostileCase row) => row with
    {
        What = $"{row.What}, to be signed",
        Verdict = row.What.StartsWith("a signature", StringComparison.Ordinal) ? new Verdict.Accepted() : Refused(3, 3, "one.sysext.raw: "),
        Command = _ => ["sysext", "digest", "one.sysext.raw", "-o", "out"],
    };

    private static HostileCase OfNaked(string id, string what, Action<HostileFolder> make, Verdict verdict) =>
        new(id, what, make, verdict) { Command = _ => ["sysext", "check", "base.initrd", "one.sysext.raw", "--policy", "root=unprotected"] };

    private static Verdict.Refused Refused(int exitCode, int number, params string[] fragments) => new(exitCode, $"IMG{number:00}", fragments);

    private static Verdict.Accepted Says(string warning) => new((_, result) => Assert.Contains(warning, result.Output, StringComparison.Ordinal));

    private static SquashfsSpec Tree(string release = ReleaseText, string name = "one") => new SquashfsSpec().Add($"usr/lib/extension-release.d/extension-release.{name}", release);

    private static DdiSpec Image(SquashfsSpec? tree = null) => new((tree ?? Tree()).ToBytes()) { Signer = Signer };

    private static Action<HostileFolder> Signed(SquashfsSpec tree) => Changed(Image(tree));

    private static Action<HostileFolder> Changed(DdiSpec image) => folder => Write(folder, image.ToBytes());

    private static Action<HostileFolder> Naked(Action<byte[]> change) => folder =>
    {
        byte[] image = Tree().ToBytes();
        change(image);
        Write(folder, image);
    };

    private static Action<HostileFolder> Disk(Action<byte[]> change) => Changed(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Image = change });

    /// <summary>A superblock of erofs and nothing else.</summary>
    private static byte[] Erofs(uint features)
    {
        byte[] image = new byte[4096];
        U32(image, 1024, 0xE0F5E1E2);
        image[1024 + 12] = 12;
        U16(image, 1024 + 14, 0xFFFF);
        U32(image, 1024 + 80, features);
        return image;
    }

    private static byte[] Noise()
    {
        byte[] noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        return noise;
    }

    /// <summary>A file of zeros takes no room but its list of blocks.</summary>
    private static byte[] Zeros() => new SquashfsSpec { Options = new(BlockSize: 1 << 20) }.Add("usr/zeros", new byte[100 << 20]).ToBytes();

    /// <summary>A value of zeros takes no room, and each of the files has one under a name of its own.</summary>
    private static byte[] Attributes()
    {
        SquashfsSpec tree = Tree();
        for (int i = 0; i < 300; i++) tree.Add($"usr/{i}", "", new SquashfsXattr($"user.{i}", new byte[65_536]));
        return tree.ToBytes();
    }

    private static void Write(HostileFolder folder, byte[] image, string name = "one.sysext.raw")
    {
        File.WriteAllBytes(Path.Combine(folder.Work, "base.initrd"), new BaseSpec().Trust(Signer).ToBytes());
        File.WriteAllBytes(Path.Combine(folder.Work, name), image);
    }

    private static void U16(byte[] image, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(offset), value);

    private static void U32(byte[] image, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(offset), value);
}

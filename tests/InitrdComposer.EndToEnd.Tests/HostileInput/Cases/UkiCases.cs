using System.Buffers.Binary;
using System.Security.Cryptography;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Parts of a UKI that make none, or none that starts. The good ones are the toy ones of tests/fixtures/uki.</summary>
internal static class UkiCases
{
    private const int Machine = 0x44, Subsystem = 0x58 + 68;

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("PEX-01", "a compressed kernel that is cut off", Link("kernel", Compressed.Gzip(Toy("linux.pe"))[..^20]), Refused(3, 1, "kernel: offset 0x")) { Command = LinkAll() },
        new("PEX-01", "a kernel that is a script", Link("kernel", "#!/bin/sh\nexit 0\n"u8.ToArray()), Refused(3, 1, "kernel: ", "MS-DOS header: got a file of 17 bytes, expected 64 bytes")) { Command = LinkAll() },
        new("PEX-06", "a header without room: the stub's data moves", Link("stub", Toy("toystub-full.efi")), new Verdict.Accepted((_, result) =>
            Assert.Contains("note[IC-PEX06]: stub: the section table needs room: the stub's data moved by 512 bytes", result.Error, StringComparison.Ordinal))) { Command = LinkAll() },
        new("PEX-06", "more sections than the header can have below the first address", Link(), Refused(3, 6, "stub: offset 0x94: SizeOfHeaders: got 0x1200 for 102 sections, expected at most 0x1000"))
            { Command = LinkAll([.. Enumerable.Range(0, 96).SelectMany(i => new[] { "--section", $".s{i}:x" })]) },
        new("PEX-07", "a UKI as stub", Link("stub", Toy("toy.262.efi")), Refused(4, 7, "stub: got a file that has a section .osrel, expected a bare stub")) { Command = LinkAll() },
        new("PEX-07", "an addon as stub", Link("stub", Toy("toy.262.addon.efi")), Refused(4, 7, "stub: got a file that has a section .cmdline")) { Command = LinkAll() },
        new("PEX-07", "a UKI as kernel", Link("kernel", Toy("toy.262.efi")), Refused(4, 7, "kernel: got a UKI, expected a Linux kernel")) { Command = LinkAll() },
        new("PEX-07", "a bare stub that is to be relinked", Link(), Refused(4, 7, "stub: section table: got no section of a UKI or addon")) { Command = folder => ["uki", "relink", In(folder, "stub"), "--cmdline", "x", "-o", In(folder, "uki")] },
        new("PEX-08", "a kernel for another machine", Link("kernel", Changed("linux.pe", Machine, 0xAA64)), Refused(3, 8, "kernel: Machine: got Arm64, expected the stub's Amd64")) { Command = LinkAll() },
        new("PEX-08", "a stub that is a driver", Link("stub", Changed("toystub.efi", Subsystem, 11)), Refused(3, 8, "stub: Subsystem: got EfiBootServiceDriver, expected EfiApplication")) { Command = LinkAll() },
        new("PEX-12", "an SBAT generation of 0", Link("sbat", "demo,0,Demo,demo,1,u\n"u8.ToArray()), Refused(4, 12, "sbat: SBAT line: got \"demo,0,Demo,demo,1,u\"")) { Command = LinkAll() },
        new("PEX-12", "SBAT that clears the screen", Link("sbat", "demo,\u001B[2J\n"u8.ToArray()), Refused(4, 12, "sbat: SBAT line: got \"demo,\\x1B[2J\"")) { Command = LinkAll() },
        new("PEX-12", "a kernel whose SBAT is none: its lines are left out", Link("kernel", WithoutSbat()), new Verdict.Accepted((_, result) =>
            Assert.Contains("note[IC-PEX12]: kernel: .sbat does not begin with \"sbat,\" and is left out", result.Error, StringComparison.Ordinal))) { Command = LinkAll() },
        new("PEX-13", "initrds of 2.5 GiB together, refused before they are read", Link("initrd", new byte[64 << 20]), Refused(3, 13, "stub: offset 0x90: SizeOfImage: got 0x", "with section .initrd, expected at most 0x80000000"))
            { Command = LinkAll([.. Enumerable.Range(0, 39).SelectMany(_ => new[] { "--initrd", "initrd" })]) },
        new("PEX-14", "a command line with a NUL", Link("cmdline", "a\0b"u8.ToArray()), Refused(2, 14, "cmdline: command line: got a NUL at byte 1")) { Command = LinkAll() },
        new("PEX-14", "a command line that the kernel would cut", Link("cmdline", new byte[2048].Select(_ => (byte)'x').ToArray()), Refused(2, 14, "cmdline: command line: got 2048 bytes, expected at most 2047")) { Command = LinkAll() },
        new("PEX-14", "a command line with a byte order mark", Link("cmdline", "\uFEFFquiet"u8.ToArray()), Refused(2, 14, "cmdline: command line: got a byte order mark")) { Command = LinkAll() },
        new("PEX-14", "parts that are empty: no sections", Link("initrd", []), new Verdict.Accepted((_, result) => Assert.DoesNotContain(".initrd", result.Output, StringComparison.Ordinal))) { Command = LinkAll() },
        new("PEX-16", "a key that is none", Key("\u001B[2J"), Refused(4, 16, "key: got no key that can be read without a passphrase")) { Command = Sign },
        new("PEX-16", "an encrypted key without its passphrase", Key("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), Refused(4, 16, "key: the key is encrypted")) { Command = Sign },
        new("PEX-16", "a key of another certificate", Key(NewKey()), Refused(4, 16, "key: got a key that is not the one of ")) { Command = Sign },
        new("PEX-16", "no certificate where one should be", folder =>
        {
            Key(NewKey())(folder);
            File.WriteAllText(In(folder, "certificate"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        }, Refused(4, 16, "certificate: got no certificate, expected X.509")) { Command = Sign },
        new("PEX-18", "a profile that does not begin with .profile", Link("profile", Toy("toy.262.addon.efi")), Refused(3, 18, "profile: section table: got .cmdline first, expected .profile")) { Command = LinkAll("--join-profile", "profile") },
        new("PEX-18", "a profile without sections of one", Link("profile", Toy("linux.pe")), Refused(3, 18, "profile: section table: got no section of a UKI first, expected .profile")) { Command = LinkAll("--join-profile", "profile") },
        new("PEX-19", "a signed stub", Link("stub", Toy("toy.sbsign.efi")), Refused(4, 19, "stub: got a signed stub")) { Command = LinkAll() },
        new("PEX-20", "a kernel that does not tell its release", Link(), new Verdict.Accepted((_, result) => Assert.Contains("note[IC-PEX20]: kernel: ", result.Error, StringComparison.Ordinal))) { Command = LinkAll() },
        new("PEX-21", "a splash that is no bitmap", Link("splash", "\u0089PNG"u8.ToArray()), Refused(3, 21, "splash: section .splash: got 0xC289, expected a Windows bitmap (BM)")) { Command = LinkAll("--splash", "splash") },
        new("PEX-21", "a devicetree that is none", Link("tree", "x"u8.ToArray()), Refused(3, 21, "tree: section .dtb: got 0x78, expected a flattened devicetree")) { Command = LinkAll("--devicetree", "tree") },
        new("PEX-21", "hardware ids in a JSON that never ends", Hwids(new string('[', 100_000)), Refused(3, 21, "device.json: offset 0x0: file: got ", "expected JSON")) { Command = LinkAll("--hwids", "hwids") },
        new("PEX-21", "a hardware id that is none", Hwids("{\"name\":\"n\",\"compatible\":\"c\",\"hwids\":[\"\\u001b[2J\"]}"), Refused(3, 21, "device.json: offset 0x0: hwids: got ", "expected a UUID")) { Command = LinkAll("--hwids", "hwids") },
        new("PEX-21", "a folder of firmware without any", folder =>
        {
            Link()(folder);
            Directory.CreateDirectory(In(folder, "firmware"));
        }, Refused(3, 21, "firmware: got 0 files, expected one firmware image")) { Command = LinkAll("--efifw", "firmware") },
        new("PEX-22", "a section whose name climbs out of the folder", folder =>
        {
            byte[] image = Toy("toystub.efi");
            "../../x\0"u8.CopyTo(image.AsSpan(image.AsSpan().IndexOf(".sbat\0"u8)));
            File.WriteAllBytes(In(folder, "uki"), image);
        }, Refused(2, 22, "uki: section name: got \"../../x\"")) { Command = folder => ["uki", "extract", In(folder, "uki"), "--section", "../../x", "-o", In(folder, "parts/")] },
        new("PEX-22", "a profile that the image does not have", folder => File.WriteAllBytes(In(folder, "uki"), Toy("toy-mp.262.efi")), Refused(2, 22, "uki: no profile @7: the image has 2"))
            { Command = folder => ["uki", "relink", In(folder, "uki"), "--drop-profile", "7", "-o", In(folder, "other")] },
        new("PEX-23", "signatures that would not hold any more: left out", folder => File.WriteAllBytes(In(folder, "signed"), Toy("toy.sbsign.efi")), new Verdict.Accepted((_, result) =>
            Assert.Contains("note[IC-PEX23]: signed: 1 signature of the file is left out", result.Error, StringComparison.Ordinal)))
            { Command = folder => ["uki", "relink", "signed", "--cmdline", "x", "-o", In(folder, "out/uki")] },
    ];

    private static Verdict.Refused Refused(int exitCode, int number, params string[] fragments) => new(exitCode, $"PEX{number:00}", fragments);

    private static string In(HostileFolder folder, string name) => Path.Combine(folder.Work, name);

    private static byte[] Toy(string name) => File.ReadAllBytes(Checkout.Fixture("uki", name));

    private static byte[] Changed(string name, int offset, ushort value)
    {
        byte[] image = Toy(name);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(offset), value);
        return image;
    }

    private static byte[] WithoutSbat()
    {
        byte[] image = Toy("toystub.efi");
        "\u001B[2J,"u8.CopyTo(image.AsSpan(image.AsSpan().IndexOf("sbat,1"u8)));
        return image;
    }

    /// <summary>An image, a key, and a certificate that some other key has.</summary>
    private static Action<HostileFolder> Key(string key) => folder =>
    {
        File.WriteAllBytes(In(folder, "uki"), Toy("toy.262.efi"));
        File.WriteAllText(In(folder, "key"), key);
        File.WriteAllBytes(In(folder, "certificate"), Toy("sb.crt"));
    };

    private static string NewKey()
    {
        using RSA key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string[] Sign(HostileFolder folder) => ["uki", "sign", "uki", "--key", In(folder, "key"), "--certificate", In(folder, "certificate"), "-o", In(folder, "out/uki")];

    private static Action<HostileFolder> Hwids(string json) => folder =>
    {
        Link()(folder);
        Directory.CreateDirectory(In(folder, "hwids"));
        File.WriteAllText(In(folder, "hwids/device.json"), json);
    };

    /// <summary>All parts, of which one is another.</summary>
    private static Action<HostileFolder> Link(string? name = null, byte[]? content = null) => folder =>
    {
        (string Name, byte[] Content)[] parts =
            [("stub", Toy("toystub.efi")), ("kernel", Toy("linux.pe")), ("initrd", Toy("initrd.cpio")), ("cmdline", Toy("cmdline")), ("osrel", Toy("osrel")), ("sbat", Toy("sbat"))];
        foreach ((string part, byte[] good) in parts) File.WriteAllBytes(In(folder, part), good);
        if (name is not null) File.WriteAllBytes(In(folder, name), content!);
    };

    private static Func<HostileFolder, string[]> LinkAll(params string[] more) => folder =>
    [
        "uki", "link", "--stub", "stub", "--linux", "kernel", "--initrd", "initrd", "--cmdline", "@cmdline", "--os-release", "@osrel", "--sbat", "@sbat", .. more, "-o", In(folder, "out/uki"),
    ];
}

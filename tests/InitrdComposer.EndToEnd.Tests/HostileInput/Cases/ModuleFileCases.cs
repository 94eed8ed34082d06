using System.Buffers.Binary;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Rpm;
using Xunit;
using static InitrdComposer.EndToEnd.Tests.HostileInput.Cases.SampleKernel;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Kernel modules whose files are damaged, or are none.</summary>
internal static class ModuleFileCases
{
    private const int Zeros = 160 << 20;

    // Of an ELF header of 64 bits.
    private const int SectionTable = 40;
    private const int EntrySize = 58;
    private const int Count = 60;
    private const int NamesIndex = 62;

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("KMO-01", "text", With(File("kernel/a.ko", "text, not a module\n")), Refused(1, "offset 0x0: magic: got text, expected \\x7FELF")),
        new("KMO-01", "an empty file", With(File("kernel/a.ko", "")), Refused(1, "offset 0x0: magic: got ")),
        new("KMO-01", "of 32 bits", Of(() => new(Release) { Is64Bit = false }), Refused(1, "offset 0x4: EI_CLASS: got 1 (32 bits), expected 2 (64 bits)")),
        new("KMO-01", "of a class that does not exist", Of(() => Changed(file => file[4] = 3)), Refused(1, "offset 0x4: EI_CLASS: got 3")),
        new("KMO-01", "of the other byte order", Of(() => new(Release) { IsBigEndian = true }), Refused(1, "offset 0x5: EI_DATA: got 2 (big-endian), expected 1 (little-endian)")),
        new("KMO-01", "of another processor", Of(() => new(Release) { Machine = 183 }), Refused(1, "offset 0x12: e_machine: got AArch64, expected Amd64")),
        new("KMO-01", "a shared library", Of(() => Changed(file => file[16] = 3)), Refused(1, "offset 0x10: e_type: got 3, expected 1 (relocatable)")),
        new("KMO-02", "sections far behind the end", Of(() => Changed(file => Put64(file, SectionTable, ulong.MaxValue - 15))), Refused(2, "section header table: got 64 bytes at offset 18446744073709551600, expected inside the file")),
        new("KMO-02", "sections across the end", Of(() => Changed(file => Put64(file, SectionTable, (ulong)file.Length - 64))), Refused(2, "section header table: got ")),
        new("KMO-02", "more sections than the file has bytes", Of(() => Changed(file => Put16(file, Count, 0xFFFF))), Refused(2, "section header table: got 4194240 bytes")),
        new("KMO-02", "names in a section that does not exist", Of(() => Changed(file => Put16(file, NamesIndex, 0x77))), Refused(2, "offset 0x3E: e_shstrndx: got 119, expected below 3")),
        new("KMO-02", "section headers of no length", Of(() => Changed(file => Put16(file, EntrySize, 0))), Refused(2, "offset 0x3A: e_shentsize: got 0, expected 64")),
        new("KMO-02", "extended numbering with 2^63 sections", Of(() => Extended(file => Put64(file, TableOf(file) + 32, 1UL << 63))), Refused(2, "offset 0x3C: e_shnum: got 9223372036854775808, expected 1 to 262144")),
        new("KMO-02", "extended numbering without any", Of(() => Extended(file => Put64(file, TableOf(file) + 32, 0))), Refused(2, "offset 0x3C: e_shnum: got 0")),
        new("KMO-02", "extended numbering as it should be", Of(() => new(Release) { HasExtendedNumbering = true }), new Verdict.Accepted()),
        new("KMO-02", "a section behind the end", Of(() => Changed(file => Put64(file, TableOf(file) + 64 + 24, 1UL << 40))), Refused(3, "offset 0x10000000000: .modinfo: got ")),
        new("KMO-02", "a section whose end wraps", Of(() => Changed(file => Put64(file, TableOf(file) + 64 + 24, ulong.MaxValue))), Refused(3, ".modinfo: got ")),
        new("KMO-02", "a section without name", Of(() => Changed(file => Put32(file, TableOf(file) + 64, uint.MaxValue))), Refused(2, "sh_name: got string at 4294967295, expected a NUL-terminated string")),
        new("KMO-02", "262144 sections of one long name", Of(ManySections), Refused(2, "section names: got more than 33554432 characters")),
        new("KMO-02", "a million symbols of a few long names", Of(ManySymbols), Refused(2, ".strtab: got names of more than 16777216 bytes")),
        new("KMO-02", "half a symbol", Of(() => Sections(elf => elf.With(".strtab", [0], 3).With(".symtab", new byte[25], 2, 2))), Refused(2, ".symtab: got 25 bytes, expected a multiple of 24 bytes")),
        new("KMO-03", "a string without NUL", Of(() => Info(info => info[..^1])), Refused(3, ".modinfo: got end of section, expected a NUL after every string")),
        new("KMO-03", "a string that is no assignment", Of(() => Module().With("\u001B[2J")), Refused(3, ".modinfo: got \\x1B[2J, expected key=value")),
        new("KMO-03", "a string without key", Of(() => Module().With("=x")), Refused(3, ".modinfo: got =x, expected key=value")),
        new("KMO-03", "100 MB", Of(() => Info(_ => Enumerable.Repeat((byte)'a', 100_000_000).ToArray())), Refused(3, ".modinfo: got 100000000 bytes, expected at most 1048576 bytes")),
        new("KMO-03", "none", Of(() => Changed(file => Put32(file, TableOf(file) + 64, 0))), Refused(3, ".modinfo: got no such section, expected one")),
        new("KMO-05", "of another kernel", Of(() => new("6.1.0-other")), new Verdict.Refused(4, "KMO05", In("a.ko"), "vermagic: got 6.1.0-other, expected 6.1.0-test")),
        new("KMO-05", "of one whose name begins alike", Of(() => new(Release + "-rt")), new Verdict.Refused(4, "KMO05", In("a.ko"), "vermagic: got 6.1.0-test-rt, expected 6.1.0-test")),
        new("KMO-05", "of one that moves the cursor", Of(() => new("\u001B[2J")), new Verdict.Refused(4, "KMO05", In("a.ko"), "vermagic: got \\x1B[2J, expected 6.1.0-test")),
        new("KMO-05", "of none", Of(() => new(Release) { Info = ["license=GPL"] }), new Verdict.Refused(4, "KMO05", In("a.ko"), "vermagic: got none, expected 6.1.0-test")),
        new("KMO-06", "zeros, a million times smaller", With(File("kernel/a.ko.zst", Compressed.Zstd(new byte[Zeros]))), Compression("zst", "expansion: got ", "expected at most 1000 times")),
        new("KMO-06", "zeros, a thousand times smaller: kept out of memory", With(File("kernel/a.ko.gz", Compressed.Gzip(new byte[Zeros]))), new Verdict.Refused(3, "KMO01", In("a.ko.gz"), "offset 0x0: magic: got \\x00\\x00\\x00\\x00")),
        new("KMO-06", "a stream that ends early", With(File("kernel/a.ko.xz", Compressed.Xz(Module().ToBytes())[..^16])), Compression("xz", "end of data: got a truncated stream")),
        new("KMO-06", "nothing", With(File("kernel/a.ko.xz", "")), Compression("xz", "length: got 0 bytes")),
        new("KMO-06", "another format than its name says", With(File("kernel/a.ko.xz", Compressed.Zstd(Module().ToBytes()))), Compression("xz", "magic: got another format")),
        new("KMO-06", "bytes behind the stream", With(File("kernel/a.ko.zst", [.. Compressed.Zstd(Module().ToBytes()), .. "more"u8])), Compression("zst", "end of data: got more bytes")),
        new("KMO-06", "compressed twice", With(File("kernel/a.ko.gz", Compressed.Gzip(Compressed.Xz(Module().ToBytes())))), new Verdict.Refused(3, "KMO01", In("a.ko.gz"), "offset 0x0: magic: got \\xFD7zX")),
        new("KMO-07", "longer than the file", Of(() => Signed("sig"u8.ToArray(), 100_000)), Signature("sig_len: got 100000, expected 1 to ")),
        new("KMO-07", "of a negative length", Of(() => Signed("sig"u8.ToArray(), uint.MaxValue)), Signature("sig_len: got 4294967295")),
        new("KMO-07", "of no length", Of(() => Signed([])), Signature("sig_len: got 0")),
        new("KMO-07", "its magic alone", With(File("kernel/a.ko", "~Module signature appended~\n")), Signature("offset 0x0: struct module_signature: got 0 bytes, expected 12 bytes before the magic")),
        new("KMO-07", "PKCS#7 with an algorithm", Of(() => Signed("sig"u8.ToArray(), algorithm: 4)), Signature("struct module_signature: got 0x04, expected 0 beside PKCS#7")),
        new("KMO-07", "so long that it takes the module's sections", Of(() => Signed("sig"u8.ToArray(), 100)), Refused(2, "section header table: got 192 bytes")),
        new("KMO-07", "as it should be: kept byte by byte", Of(() => Signed("the signature"u8.ToArray())), Keeps(Signed("the signature"u8.ToArray()).ToBytes())),
        new("KMO-07", "as it should be, in a compressed module that is stored without", folder => Write(
            folder, "storage = \"uncompressed\"\n", [], [File("kernel/a.ko.xz", Compressed.Xz(Signed("the signature"u8.ToArray()).ToBytes()))]), Keeps(Signed("the signature"u8.ToArray()).ToBytes())),
    ];

    private static string In(string file) => $"kernel-1-1.noarch: {Folder}/kernel/{file}: ";

    private static Verdict.Refused Refused(int number, params string[] fragments) => new(3, $"KMO{number:00}", [In("a.ko"), .. fragments]);

    private static Verdict.Refused Compression(string suffix, params string[] fragments) => new(3, "KMO06", [In("a.ko." + suffix), "offset 0x", .. fragments]);

    private static Verdict.Refused Signature(string fragment) => Refused(7, "offset 0x", fragment);

    /// <summary>The image has these bytes.</summary>
    private static Verdict.Accepted Keeps(byte[] module) => new((folder, _) => Assert.True(SoundInitrd.Unpacked(folder).AsSpan().IndexOf(module) > 0));

    private static ModuleSpec Signed(byte[] signature, uint? length = null, byte algorithm = 0) =>
        new(Release) { Signature = ModuleSpec.SignatureOf(signature, length, algorithm) };

    private static ModuleSpec Sections(Action<ElfSpec> change) => new(Release) { ChangeSections = change };

    private static ModuleSpec Info(Func<byte[], byte[]> change) => new(Release) { ChangeInfo = change };

    private static ModuleSpec Changed(Action<byte[]> change, bool isExtended = false) => new(Release)
    {
        HasExtendedNumbering = isExtended,
        ChangeFile = file =>
        {
            change(file);
            return file;
        },
    };

    private static ModuleSpec Extended(Action<byte[]> change) => Changed(change, isExtended: true);

    /// <summary>The file followed by a table of section headers that all name the same bytes.</summary>
    private static ModuleSpec ManySections()
    {
        const int Sections = 1 << 18;
        return new(Release)
        {
            HasExtendedNumbering = true,
            ChangeSections = elf => elf.WithText(".comment", new string('n', 60_000)),
            ChangeFile = file =>
            {
                // Null, .modinfo, .comment, and the names, which are those of .comment here.
                byte[] table = file[TableOf(file)..];
                byte[] comment = table[128..192];
                Put64(table, 32, Sections);
                Put32(table, 40, 2);
                Put32(comment, 0, 0);
                byte[] more = new byte[(Sections - 4) * 64];
                for (int at = 0; at < more.Length; at += comment.Length) comment.CopyTo(more, at);
                Put64(file, SectionTable, (ulong)file.Length);
                return [.. file, .. table, .. more];
            },
        };
    }

    private static ModuleSpec ManySymbols()
    {
        const int Symbols = 1_000_000;
        var table = new byte[(Symbols + 1) * 24];
        for (int i = 1; i <= Symbols; i++) Put32(table, i * 24, (uint)(i % 100));
        return Sections(elf => elf.WithText(".strtab", new string('n', 1_000)).With(".symtab", table, 2, 2));
    }

    private static int TableOf(byte[] file) => (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(SectionTable));

    private static void Put16(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void Put32(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    private static void Put64(byte[] file, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}

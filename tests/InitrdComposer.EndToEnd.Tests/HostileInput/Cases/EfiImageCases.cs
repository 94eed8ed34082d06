using System.Buffers.Binary;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>EFI images whose headers contradict themselves or the file. The images are the toy ones of tests/fixtures/uki.</summary>
internal static class EfiImageCases
{
    private const int FileHeader = 0x44;
    private const int OptionalHeader = FileHeader + 20;
    private const int Directories = OptionalHeader + 112;
    private const int SectionTable = OptionalHeader + 240;
    private const int SectionSize = 40;

    /// <summary>"toy-nopcr.262.efi": .text .sbat .osrel .cmdline .uname .linux .initrd.</summary>
    private const int Text = SectionTable, OsRelease = SectionTable + (2 * SectionSize), CommandLine = OsRelease + SectionSize, Initrd = SectionTable + (6 * SectionSize);

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("PEX-01", "no MZ", Image(image => image[0] = (byte)'N'), Refused(1, "offset 0x0: e_magic: got 0x5A4E, expected 0x5A4D")) { Command = Extract },
        new("PEX-01", "e_lfanew inside the MS-DOS header", Image(image => U32(image, 0x3C, 0x30)), Refused(1, "offset 0x3C: e_lfanew: got 0x30")) { Command = Extract },
        new("PEX-01", "e_lfanew behind the file", Image(image => U32(image, 0x3C, 0xFFFF_FFF0)), Refused(1, "offset 0x3C: e_lfanew: got 0xFFFFFFF0")) { Command = Extract },
        new("PEX-01", "no PE where e_lfanew points", Image(image => image[0x40] = 0), Refused(1, "offset 0x40: signature: got 0x00004500")) { Command = Extract },
        new("PEX-02", "no sections", Image(image => U16(image, FileHeader + 2, 0)), Refused(2, "NumberOfSections: got 0, expected 1 to 4096")) { Command = Extract },
        new("PEX-02", "65535 sections", Image(image => U16(image, FileHeader + 2, 0xFFFF)), Refused(2, "NumberOfSections: got 65535")) { Command = Extract },
        new("PEX-02", "an optional header of no length", Image(image => U16(image, FileHeader + 16, 0)), Refused(2, "SizeOfOptionalHeader: got 0, expected at least 112")) { Command = Extract },
        new("PEX-02", "an optional header longer than the file", Image(image => U16(image, FileHeader + 16, 0xFFFF)), Refused(2, "optional header: got a file of ")) { Command = Extract },
        new("PEX-02", "PE32", Image(image => U16(image, OptionalHeader, 0x10B)), Refused(2, "Magic: got 0x10B, expected 0x20B (PE32+)")) { Command = Extract },
        new("PEX-02", "4 billion directories", Image(image => U32(image, OptionalHeader + 108, uint.MaxValue)), Refused(2, "NumberOfRvaAndSizes: got 4294967295, expected at most 16")) { Command = Extract },
        new("PEX-02", "a SectionAlignment that is no power of two", Image(image => U32(image, OptionalHeader + 32, 0x1001)), Refused(2, "SectionAlignment: got 0x1001")) { Command = Extract },
        new("PEX-02", "a FileAlignment of 0", Image(image => U32(image, OptionalHeader + 36, 0)), Refused(2, "FileAlignment: got 0x0")) { Command = Extract },
        new("PEX-02", "headers longer than the file", Image(image => U32(image, OptionalHeader + 60, 0xFFFF_FE00)), Refused(2, "SizeOfHeaders: got 0xFFFFFE00")) { Command = Extract },
        new("PEX-03", "4 GiB in memory, nothing in the file", Image(image =>
        {
            U32(image, Initrd + 8, uint.MaxValue);
            U32(image, Initrd + 16, 0);
        }), Refused(3, "VirtualSize of section .initrd: got 0xFFFFFFFF at 0x7000, expected an end inside SizeOfImage")) { Command = Extract },
        new("PEX-04", "raw data behind the file", Image(image => U32(image, Initrd + 20, 0x10_0000)), Refused(4, "PointerToRawData of section .initrd: got 0x100000, 0x200 bytes")) { Command = Extract },
        new("PEX-04", "raw data whose end wraps at 32 bits", Image(image => U32(image, Initrd + 20, 0xFFFF_FF00)), Refused(4, "PointerToRawData of section .initrd: got 0xFFFFFF00, 0x200 bytes")) { Command = Extract },
        new("PEX-04", "raw data in the headers", Image(image => U32(image, Text + 20, 0)), Refused(4, "PointerToRawData of section .text: got 0x0, 0x200 bytes")) { Command = Extract },
        new("PEX-04", "raw data in another section's", Image(image => U32(image, CommandLine + 20, 0xC80)), Refused(4, "PointerToRawData of section .cmdline: got 0xC80, expected at least 0xE00")) { Command = Extract },
        new("PEX-05", "addresses that overlap", Image(image => U32(image, CommandLine + 12, 0x3000)), Refused(5, "VirtualAddress of section .cmdline: got 0x3000, expected at least 0x3054")) { Command = Extract },
        new("PEX-05", "addresses that are not in order", Image(image => U32(image, CommandLine + 12, 0x1000)), Refused(5, "VirtualAddress of section .cmdline: got 0x1000")) { Command = Extract },
        new("PEX-05", "an address that is not aligned", Image(image => U32(image, CommandLine + 12, 0x4004)), Refused(5, "VirtualAddress of section .cmdline: got 0x4004, expected a multiple of SectionAlignment 0x1000")) { Command = Extract },
        new("PEX-09", "a certificate table whose length lies", Signed(image => U32(image, Directories + 36, 0x10_0000)), Refused(9, "certificate table: got 0x100000 bytes at 0x2600, expected a multiple of 8")) { Command = Extract },
        new("PEX-09", "a certificate table inside of a section", Signed(image => U32(image, Directories + 32, 0x1C00)), Refused(9, "certificate table: got 0x638 bytes at 0x1C00")) { Command = Extract },
        new("PEX-09", "a certificate table that is not at the end", Signed(image => U32(image, Directories + 36, 0x600)), Refused(9, "certificate table: got 0x600 bytes at 0x2600")) { Command = Extract },
        new("PEX-09", "a certificate table at an odd offset", Signed(image =>
        {
            U32(image, Directories + 32, 0x2601);
            U32(image, Directories + 36, 0x637);
        }), Refused(9, "certificate table: got 0x637 bytes at 0x2601, expected a multiple of 8")) { Command = Extract },
        new("PEX-09", "an entry without length, which a reader would not leave", Signed(image => U32(image, 0x2600, 0)), Refused(9, "offset 0x2600: certificate table: got dwLength 0x0 in entry 0")) { Command = Extract },
        new("PEX-09", "an entry longer than the table", Signed(image => U32(image, 0x2600, 0x639)), Refused(9, "certificate table: got dwLength 0x639 in entry 0")) { Command = Extract },
        new("PEX-10", "base relocations that are none: nobody looks at them", Image(image => Directory(image, 5)), new Verdict.Accepted()) { Command = Inspect },
        new("PEX-11", "resources and debug data that are none likewise", Image(image =>
        {
            Directory(image, 2);
            Directory(image, 6);
        }), new Verdict.Accepted()) { Command = Inspect },
        new("PEX-13", "an image of 4 GiB", Image(image => U32(image, OptionalHeader + 56, 0xFFFF_F000)), Refused(13, "SizeOfImage: got 0xFFFFF000, expected at most 0x80000000")) { Command = Extract },
        new("PEX-15", "a CheckSum that is wrong: the digest that signatures hold does not depend on it", Signed(image => U32(image, OptionalHeader + 64, 1)), new Verdict.Accepted((_, result) =>
            Xunit.Assert.Contains("sha256:e04fc229da2b8caaa6a8d143ae7ce85bddfb0c24a6ce1013c6dd9162cb56614d", result.Output, StringComparison.Ordinal))) { Command = Inspect },
        new("PEX-17", "a section twice", Image(image => ".osrel\0\0"u8.CopyTo(image.AsSpan(CommandLine))), Refused(17, "section table: got .osrel twice, expected it once in a profile")) { Command = Extract },
        new("PEX-18", "a .pcrsig that is no JSON", Changed("toy.262.efi", image => image[image.AsSpan().IndexOf("{\"sha256\": "u8)] = (byte)'['), new Verdict.Refused(3, "PEX18", "image.efi:1:10: .pcrsig: got ")) { Command = Verify },
    ];

    private static string[] Inspect(HostileFolder folder) => ["inspect", Path.Combine(folder.Work, "image.efi")];

    private static string[] Verify(HostileFolder folder) => ["uki", "verify", Path.Combine(folder.Work, "image.efi")];

    private static string[] Extract(HostileFolder folder) => ["uki", "extract", Path.Combine(folder.Work, "image.efi"), "-o", Path.Combine(folder.Work, "parts")];

    private static Action<HostileFolder> Image(Action<byte[]> change) => Changed("toy-nopcr.262.efi", change);

    private static Action<HostileFolder> Signed(Action<byte[]> change) => Changed("toy.sbsign.efi", change);

    private static Action<HostileFolder> Changed(string file, Action<byte[]> change) => folder =>
    {
        byte[] image = File.ReadAllBytes(Checkout.Fixture("uki", file));
        change(image);
        File.WriteAllBytes(Path.Combine(folder.Work, "image.efi"), image);
    };

    private static void Directory(byte[] image, int number)
    {
        U32(image, Directories + (8 * number), 0x1000);
        U32(image, Directories + (8 * number) + 4, uint.MaxValue);
    }

    private static Verdict.Refused Refused(int number, string fragment) => new(3, $"PEX{number:00}", "image.efi: ", fragment);

    private static void U16(byte[] image, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(offset), value);

    private static void U32(byte[] image, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(offset), value);
}

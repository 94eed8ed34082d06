using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Formats.PE;
using InitrdComposer.Fuzz.Structures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>ELF files, kernel modules and PE images.</summary>
internal static class ProgramTargets
{
    private const string DlopenNoteText = """[{"soname":["libx.so.1","libx.so.0"],"feature":"x","description":"X","priority":"recommended"}]""";

    public static ImmutableArray<Target> All { get; } =
    [
        new("elf", "ELF files: sections, dynamic entries, notes, symbols", ReadElf, ElfSeeds)
        {
            Structure = ElfStructure.File, MaxLength = 16 << 10,
            Dictionary = Target.Words("\u007FELF", ".dynamic\0", ".note.dlopen\0", "FDO\0", "\u000A\u000C\u007E\u0040", "lib.so.1\0", "\"priority\":", "\"soname\":[", "GNU\0", ".strtab\0"),
        },
        new("module", "kernel modules: .modinfo, symbols, signature", ReadModule, ModuleSeeds)
        {
            Structure = ElfStructure.File, MaxLength = 16 << 10,
            Dictionary = Target.Words("depends=", "alias=pci:v*", "softdep=pre: a post: b", "firmware=", "vermagic=", "~Module signature appended~\n", "weakdep=", "name=", "\0", ".modinfo\0"),
        },
        new("pe", "PE images and their certificate tables", ReadImage, () => Fixtures("uki", "*.efi").Concat(Fixtures("uki", "*.pe"))) { Structure = PEStructure.Image, MaxLength = 16 << 10 },
    ];

    private static void ReadElf(ReadOnlyMemory<byte> input)
    {
        ElfFile file = ElfFile.Open(PositionalSource.OfBytes(input));
        Each(
            () => _ = file.ReadSegments(), () => ElfDynamic.Read(file), () => _ = ElfNote.ReadAll(file).Count(), () => _ = DlopenNote.ReadAll(file), () => LibraryNames.Find(file), () => X86IsaLevel.Read(file),
            () =>
            {
                ElfSymbolTable? symbols = ElfSymbolTable.Read(file);
                for (int i = 0; i < symbols?.Count; i++) _ = symbols.NameOf(symbols[i]).Length;
            },
            () =>
            {
                foreach (ElfSection section in file.Sections) file.Read(section, 1 << 20);
            });
    }

    private static void ReadModule(ReadOnlyMemory<byte> input)
    {
        Each(() => KernelModule.Read(PositionalSource.OfBytes(input)), () => BuiltinModuleInfo.ParseAll(input.Span), () => ModuleInfo.Parse(input.Span), () => BuiltinList.Read(input.Span));
    }

    private static void ReadImage(ReadOnlyMemory<byte> input)
    {
        PEImage image = PEReader.Read(PositionalSource.OfBytes(input));
        Each(
            () => Authenticode.DigestOf(image, DigestAlgorithm.Sha256),
            () => PEChecksum.Of(image),
            () =>
            {
                foreach (SectionHeader section in image.Sections) Drain(image.Content(section).OpenStream());
            },
            () =>
            {
                foreach ((_, long offset, PositionalSource content) in image.Signatures()) SignedDataReader.Read(content.ReadAll(), offset);
            });
    }

    private static IEnumerable<byte[]> ElfSeeds()
    {
        foreach (bool is64 in (bool[])[true, false])
        {
            foreach (bool isBig in (bool[])[true, false])
            {
                yield return new ElfSpec(is64, isBig).WithText(".comment", "GCC").With(".note.dlopen", Note("FDO", 0x407C0C0A, Utf8(DlopenNoteText), isBig), type: 7).WithUndefined("dlopen", "malloc").ToArray();
            }

            yield return new SharedObjectSpec("libx.so.1") { Is64Bit = is64, Needed = ["libc.so.6", "libm.so.6"], IsaNeeded = 3 }.ToBytes();
        }
    }

    private static byte[] Note(string owner, uint type, byte[] description, bool isBig)
    {
        Mutation.FieldForm form = isBig ? Mutation.FieldForm.Big : Mutation.FieldForm.Little;
        byte[] note = new byte[12 + 4 + Alignment.Up(description.Length + 1, 4)];
        Numbers.Write(note, 0, 4, form, (ulong)owner.Length + 1);
        Numbers.Write(note, 4, 4, form, (ulong)description.Length + 1);
        Numbers.Write(note, 8, 4, form, type);
        Utf8(owner).CopyTo(note, 12);
        description.CopyTo(note, 16);
        return note;
    }

    private static IEnumerable<byte[]> ModuleSeeds()
    {
        yield return new ModuleSpec("6.1.0").With("depends=a,b-c", "alias=pci:v00001AF4d*sv*", "alias=fs-x", "softdep=pre: d post: e", "weakdep=f", "firmware=g/h.bin", "name=i").ToBytes();
        yield return new ModuleSpec("6.1.0") { Exports = ["one", "two"], Needs = ["three"], Signature = ModuleSpec.SignatureOf([1, 2, 3, 4]) }.ToBytes();
        yield return new ModuleSpec("6.1.0") { Is64Bit = false, IsBigEndian = true, HasExtendedNumbering = true }.ToBytes();
        foreach (byte[] module in Fixtures("modules", "*.ko")) yield return module;
        foreach (byte[] list in Fixtures("modules", "modules.builtin*")) yield return list;
    }
}

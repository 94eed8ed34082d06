using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Kmod;

/// <summary>What one .ko file says of itself, as far as choosing and indexing it needs.</summary>
/// <param name="VersionMagic">vermagic: kernel release and build options; empty when the module has none.</param>
/// <param name="Depends">Names of modules whose symbols it uses, as the kernel build wrote them.</param>
/// <param name="SoftDependencies">As written: "pre: a b post: c".</param>
/// <param name="WeakDependencies">As written: names.</param>
/// <param name="Aliases">In the section's order.</param>
/// <param name="Firmware">Paths and globs below /usr/lib/firmware.</param>
public sealed record KernelModule(
    ElfMachine Machine, string VersionMagic, ImmutableArray<string> Depends, ImmutableArray<string> SoftDependencies,
    ImmutableArray<string> WeakDependencies, ImmutableArray<string> Aliases, ImmutableArray<string> Firmware, ModuleSymbols Symbols)
{
    private const ushort Relocatable = 1;
    private const string Format = "kernel module";

    /// <summary>Of an alias or symbol, in characters: device tables make aliases of at most a few hundred.</summary>
    private const int MaxWordLength = 1024;

    /// <param name="source">The module, decompressed. A signature appended to it does not matter.</param>
    /// <exception cref="MalformedDataException">
    /// No relocatable ELF, no .modinfo, malformed sections, or text that depmod's files cannot hold: they are lines of words.
    /// </exception>
    public static KernelModule Read(PositionalSource source)
    {
        ElfFile file = ElfFile.Open(source);
        if (file.Header.Type != Relocatable)
        {
            throw new MalformedDataException(Format, 16, "e_type", $"{file.Header.Type}", $"{Relocatable} (relocatable)");
        }

        ElfSection section = file.Find(".modinfo") ?? throw new MalformedDataException(Format, 0, ".modinfo", "no such section", "one");
        var info = ModuleInfo.Parse(file.Read(section, ModuleInfo.MaxLength), (long)section.Offset);
        var symbols = ModuleSymbols.Read(file);
        Check("symbol", symbols.Exported, allowSpace: false);
        return new(
            file.Header.Machine,
            info.Value("vermagic") ?? "",
            [.. info.Values("depends").SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(CheckName)],
            Check("softdep", [.. info.Values("softdep")], allowSpace: true),
            Check("weakdep", [.. info.Values("weakdep")], allowSpace: true),
            Check("alias", [.. info.Values("alias")], allowSpace: false),
            Check("firmware", [.. info.Values("firmware")], allowSpace: true),
            symbols);

        string CheckName(string name) => name.Contains('/')
            ? throw new MalformedDataException(Format, (long)section.Offset, "depends", name, "names of modules, without '/'")
            : name;

        ImmutableArray<string> Check(string key, ImmutableArray<string> values, bool allowSpace)
        {
            char first = allowSpace ? ' ' : '!';
            foreach (string value in values)
            {
                if (value.Length > MaxWordLength || value.Any(c => c < first || c > '~'))
                {
                    throw new MalformedDataException(
                        Format, (long)section.Offset, key, Printable.Escape(Encoding.Latin1.GetBytes(value[..Math.Min(value.Length, MaxWordLength)])),
                        $"at most {MaxWordLength} characters of printable ASCII{(allowSpace ? "" : " without spaces")}");
                }
            }

            return values;
        }
    }
}

using System.Collections.Immutable;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Kmod;

/// <summary>What one .ko file says of itself, as far as choosing and indexing it needs.</summary>
/// <param name="Header">What it was built for.</param>
/// <param name="VersionMagic">vermagic: kernel release and build options; empty when the module has none.</param>
/// <param name="Depends">Names of modules whose symbols it uses, as the kernel build wrote them.</param>
/// <param name="SoftDependencies">As written: "pre: a b post: c".</param>
/// <param name="WeakDependencies">As written: names.</param>
/// <param name="Aliases">In the section's order.</param>
/// <param name="Firmware">Paths and globs below /usr/lib/firmware.</param>
public sealed record KernelModule(
    ElfHeader Header, string VersionMagic, ImmutableArray<string> Depends, ImmutableArray<string> SoftDependencies,
    ImmutableArray<string> WeakDependencies, ImmutableArray<string> Aliases, ImmutableArray<string> Firmware, ModuleSymbols Symbols)
{
    private const ushort Relocatable = 1;
    private const string Format = "kernel module";

    /// <summary>Of names in "depends", and in all softdep or weakdep: far more than any module has, and few enough to be looked up.</summary>
    private const int MaxNames = 1024;

    /// <param name="source">The module, decompressed, with its signature if it has one.</param>
    /// <exception cref="MalformedDataException">
    /// No relocatable ELF, no .modinfo, malformed sections, a signature longer than the file, or text that depmod's files cannot hold.
    /// </exception>
    public static KernelModule Read(PositionalSource source)
    {
        ElfFile file = ElfFile.Open(ModuleSignature.Strip(source));
        if (file.Header.Type != Relocatable)
        {
            throw new MalformedDataException(Format, 16, "e_type", $"{file.Header.Type}", $"{Relocatable} (relocatable)");
        }

        ElfSection section = file.Find(".modinfo") ?? throw new MalformedDataException(Format, 0, ".modinfo", "no such section", "one");
        var info = ModuleInfo.Parse(file.Read(section, ModuleInfo.MaxLength), (long)section.Offset);
        var symbols = ModuleSymbols.Read(file);
        foreach (string symbol in symbols.Exported) IndexText.Require(Format, (long)section.Offset, "symbol", symbol, isLine: false);
        return new(
            file.Header,
            info.Value("vermagic") ?? "",
            NamesIn(info),
            Lines(info, "softdep"),
            Lines(info, "weakdep"),
            [.. info.Entries("alias").Select(entry => Text(entry, isLine: false))],
            [.. info.Entries("firmware").Select(entry => Text(entry, isLine: true))],
            symbols);
    }

    private static string Text(in ModuleInfoEntry entry, bool isLine) => IndexText.Require(Format, entry.Offset, entry.Key, entry.Value, isLine);

    private static ImmutableArray<string> NamesIn(ModuleInfo info)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (ModuleInfoEntry entry in info.Entries("depends"))
        {
            foreach (string name in entry.Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (name.Any(c => c is <= ' ' or > '~' or '/') || name.Length > IndexText.MaxLength)
                {
                    throw new MalformedDataException(Format, entry.Offset, entry.Key, IndexText.Shown(name), "names of modules, without '/'");
                }

                names.Add(name);
                if (names.Count > MaxNames) throw TooMany(entry);
            }
        }

        return names.ToImmutable();
    }

    private static ImmutableArray<string> Lines(ModuleInfo info, string key)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        int words = 0;
        foreach (ModuleInfoEntry entry in info.Entries(key))
        {
            lines.Add(Text(entry, isLine: true));
            words += entry.Value.Count(c => c == ' ') + 1;
            if (words > MaxNames) throw TooMany(entry);
        }

        return lines.ToImmutable();
    }

    private static MalformedDataException TooMany(in ModuleInfoEntry entry) =>
        new(Format, entry.Offset, entry.Key, $"more than {MaxNames} names", $"at most {MaxNames}");
}

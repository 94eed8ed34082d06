using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Elf;

namespace InitrdComposer.Formats.Kmod;

/// <summary>Which symbols a module exports and needs, in the order that kmod 34 finds them in (libkmod/libkmod-elf.c).</summary>
/// <param name="Exported">What EXPORT_SYMBOL made.</param>
/// <param name="Required">Undefined symbols, each once, most of them the kernel's own.</param>
public sealed record ModuleSymbols(ImmutableArray<string> Exported, ImmutableArray<string> Required)
{
    private const string Format = "kernel module";

    /// <summary>Limit of __ksymtab_strings and __versions, in bytes.</summary>
    private const int MaxLength = 16 << 20;

    /// <summary>Of all symbols that matter here, in bytes: a table that lies can name the same bytes a million times.</summary>
    private const int MaxNamesTogether = 16 << 20;

    /// <summary>sizeof(struct modversion_info): a checksum as wide as an address, and a name.</summary>
    private const int VersionSize = 64;

    /// <exception cref="MalformedDataException">A section is outside the file, or names in it are not closed.</exception>
    public static ModuleSymbols Read(ElfFile file)
    {
        ElfSymbolTable? table = ElfSymbolTable.Read(file);
        int together = 0;
        ImmutableArray<string> exported = table is null ? [] : ExportedByChecksum(table, ref together);
        if (exported.IsEmpty) exported = ExportedByStrings(file);
        return new(exported, table is null ? [] : RequiredOf(file, table, ref together));
    }

    /// <summary>With CONFIG_MODVERSIONS each exported symbol has a __crc_ twin.</summary>
    private static ImmutableArray<string> ExportedByChecksum(ElfSymbolTable table, ref int together)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (int i = 1; i < table.Count; i++)
        {
            ReadOnlySpan<byte> name = table.NameOf(table[i]);
            if (name.StartsWith("__crc_"u8) && name.Length > "__crc_"u8.Length) names.Add(Text(name["__crc_"u8.Length..], ref together));
        }

        return names.ToImmutable();
    }

    private static ImmutableArray<string> ExportedByStrings(ElfFile file)
    {
        if (file.Find("__ksymtab_strings") is not ElfSection section) return [];
        ReadOnlySpan<byte> strings = file.Read(section, MaxLength);
        if (strings.Length > 0 && strings[^1] != 0)
        {
            throw new MalformedDataException(
                Format, (long)section.Offset + strings.Length - 1, section.Name, "end of section", "a NUL after every string");
        }

        var names = ImmutableArray.CreateBuilder<string>();
        foreach (Range range in strings.Split((byte)0))
        {
            if (!strings[range].IsEmpty) names.Add(Text(strings[range]));
        }

        return names.ToImmutable();
    }

    private static ImmutableArray<string> RequiredOf(ElfFile file, ElfSymbolTable table, ref int together)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 1; i < table.Count; i++)
        {
            ElfSymbol symbol = table[i];
            if (!symbol.IsUndefined) continue;
            string name = Text(table.NameOf(symbol), ref together);
            if (name.Length > 0 && seen.Add(name)) names.Add(name);
        }

        // Versions name symbols that the table does not, module_layout first of all.
        foreach (string name in VersionedNames(file))
        {
            if (seen.Add(name)) names.Add(name);
        }

        return names.ToImmutable();
    }

    private static IEnumerable<string> VersionedNames(ElfFile file)
    {
        if (file.Find("__versions") is not ElfSection section) yield break;
        byte[] versions = file.Read(section, MaxLength);
        if (versions.Length % VersionSize != 0) yield break; // kmod, too, does without such a section

        int checksumSize = file.Header.Is64Bit ? 8 : 4;
        for (int at = 0; at < versions.Length; at += VersionSize)
        {
            ReadOnlySpan<byte> name = versions.AsSpan(at + checksumSize, VersionSize - checksumSize);
            int length = name.IndexOf((byte)0);
            if (length < 0)
            {
                throw new MalformedDataException(Format, (long)section.Offset + at, section.Name, "no NUL", "a NUL-terminated name");
            }

            if (length > 0) yield return Text(name[..length]);
        }
    }

    private static string Text(ReadOnlySpan<byte> name, ref int together)
    {
        together += name.Length;
        return together <= MaxNamesTogether
            ? Text(name)
            : throw new MalformedDataException(Format, 0, ".strtab", $"names of more than {MaxNamesTogether} bytes", $"at most {MaxNamesTogether} bytes together");
    }

    private static string Text(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name);
}

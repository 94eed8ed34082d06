using System.Collections.Immutable;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>One string of modules.builtin.modinfo.</summary>
/// <param name="Module">As the kernel build names it: '_', never '-'.</param>
public readonly record struct BuiltinModuleInfo(string Module, string Key, string Value)
{
    private const string Format = "modules.builtin.modinfo";

    /// <summary>Reads the file: "module.key=value" strings, each closed by a NUL (written by the kernel build from vmlinux's .modinfo).</summary>
    /// <exception cref="MalformedDataException">A string has no '.' before its '=', the last lacks its NUL, or an index could not hold one.</exception>
    public static ImmutableArray<BuiltinModuleInfo> ParseAll(ReadOnlySpan<byte> file)
    {
        var entries = ImmutableArray.CreateBuilder<BuiltinModuleInfo>();
        for (int at = 0; at < file.Length;)
        {
            int length = file[at..].IndexOf((byte)0);
            if (length < 0) throw new MalformedDataException(Format, at, "string", "end of file", "a NUL after every string");
            if (length > 0) entries.Add(Parse(file.Slice(at, length), at));
            at += length + 1;
        }

        return entries.ToImmutable();
    }

    private static BuiltinModuleInfo Parse(ReadOnlySpan<byte> entry, long offset)
    {
        int equals = entry.IndexOf((byte)'=');
        int dot = equals < 0 ? -1 : entry[..equals].IndexOf((byte)'.');
        if (dot <= 0)
        {
            throw new MalformedDataException(Format, offset, "string", Printable.Escape(entry[..Math.Min(entry.Length, 80)]), "module.key=value");
        }

        BuiltinModuleInfo info = new(Text(entry[..dot]), Text(entry[(dot + 1)..equals]), Text(entry[(equals + 1)..]));
        IndexText.Require(Format, offset, "module", info.Module, isLine: false);
        if (info.Key is "alias" or "firmware") IndexText.Require(Format, offset, info.Key, info.Value, isLine: info.Key == "firmware");
        return info;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}

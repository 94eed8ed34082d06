using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Testing.Elf;

/// <summary>Writes kernel modules: an ELF file of one's own choice with .modinfo, symbols, and a signature behind it, each of which may lie.</summary>
public sealed class ModuleSpec(string release)
{
    public bool Is64Bit { get; init; } = true;

    public bool IsBigEndian { get; init; }

    /// <summary>e_machine; 62 is x86-64.</summary>
    public ushort Machine { get; init; } = 62;

    /// <summary>"key=value" of .modinfo, vermagic first.</summary>
    public List<string> Info { get; init; } = [$"vermagic={release} SMP mod_unload "];

    /// <summary>Symbols that other modules may use.</summary>
    public string[] Exports { get; init; } = [];

    /// <summary>Symbols that others have to export.</summary>
    public string[] Needs { get; init; } = [];

    /// <summary>The section, before it is written.</summary>
    public Func<byte[], byte[]> ChangeInfo { get; init; } = info => info;

    /// <summary>More sections.</summary>
    public Action<ElfSpec> ChangeSections { get; init; } = _ => { };

    /// <summary>The file, before it is signed.</summary>
    public Func<byte[], byte[]> ChangeFile { get; init; } = file => file;

    /// <summary>Leaves the number of sections to section 0.</summary>
    public bool HasExtendedNumbering { get; init; }

    /// <summary>What stands behind the module.</summary>
    public byte[] Signature { get; init; } = [];

    public ModuleSpec With(params ReadOnlySpan<string> info)
    {
        Info.AddRange(info);
        return this;
    }

    public byte[] ToBytes()
    {
        var elf = new ElfSpec(Is64Bit, IsBigEndian, Machine);
        elf.With(".modinfo", ChangeInfo(Strings(Info)));
        if (Exports.Length > 0) elf.With("__ksymtab_strings", Strings(Exports));
        if (Needs.Length > 0) elf.WithUndefined(Needs);
        ChangeSections(elf);
        return [.. ChangeFile(elf.ToArray(HasExtendedNumbering)), .. Signature];
    }

    /// <summary>PKCS#7 that no one reads, struct module_signature, and the magic (include/linux/module_signature.h).</summary>
    /// <param name="signature">Its bytes.</param>
    /// <param name="length">sig_len; null: the truth.</param>
    /// <param name="algorithm">algo, which is 0.</param>
    public static byte[] SignatureOf(byte[] signature, uint? length = null, byte algorithm = 0)
    {
        var info = new byte[12];
        info[0] = algorithm;
        info[2] = 2;
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(8), length ?? (uint)signature.Length);
        return [.. signature, .. info, .. "~Module signature appended~\n"u8];
    }

    private static byte[] Strings(IEnumerable<string> strings) => Encoding.Latin1.GetBytes(string.Concat(strings.Select(text => text + "\0")));
}

using InitrdComposer.Testing;

namespace InitrdComposer.Tests.Removal;

/// <summary>Shared libraries without code, made by the real linker.</summary>
internal sealed class LinkedFiles : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Tool _assembler = Tool.Require("as", "binutils");
    private readonly Tool _linker = Tool.Require("ld", "binutils");

    public void Dispose() => _folder.Dispose();

    /// <param name="name">DT_SONAME.</param>
    /// <param name="needed">DT_NEEDED.</param>
    /// <param name="source">Assembly, for notes and constants.</param>
    /// <param name="options">Of the linker.</param>
    public byte[] Library(string name, string[] needed, string source = "", params string[] options)
    {
        File.WriteAllText(_folder["source.s"], source);
        bool is32Bit = options.Contains("elf_i386");
        _assembler.Run(is32Bit ? "--32" : "--64", "-o", _folder["source.o"], _folder["source.s"]);
        _linker.Run(["-shared", "-soname", name, "-o", _folder["library.so"], .. options, _folder["source.o"], "--no-as-needed", .. needed.Select(library => Stub(library, is32Bit))]);
        return File.ReadAllBytes(_folder["library.so"]);
    }

    /// <summary>What makes a library say that it may load another by dlopen().</summary>
    public static string DlopenNote(string name) => DlopenJson($$"""[{"soname":["{{name}}"]}]""");

    /// <summary>The same with everything that a note says.</summary>
    public static string DlopenJson(string json) =>
        $".section .note.dlopen,\"a\",@note\n.long 4, 2f - 1f, 0x407c0c0a\n.asciz \"FDO\"\n1: .asciz \"{json.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n2: .balign 4\n";

    private string Stub(string name, bool is32Bit)
    {
        string path = _folder["stub-" + name];
        File.WriteAllText(_folder["empty.s"], "");
        _assembler.Run(is32Bit ? "--32" : "--64", "-o", _folder["empty.o"], _folder["empty.s"]);
        _linker.Run("-m", is32Bit ? "elf_i386" : "elf_x86_64", "-shared", "-soname", name, "-o", path, _folder["empty.o"]);
        return path;
    }
}

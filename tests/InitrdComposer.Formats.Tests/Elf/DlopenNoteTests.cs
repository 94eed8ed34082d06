using System.Text;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using Xunit;

namespace InitrdComposer.Formats.Tests.Elf;

/// <summary>The specification's own example, assembled as systemd's ELF_NOTE_DLOPEN macro has it.</summary>
public sealed class DlopenNoteTests
{
    private const string Fido = """[{"feature":"fido2","description":"Support fido2","priority":"suggested","soname":["libfido2.so.1"]}]""";

    private const string Two = """[{"soname":["libbpf.so.1","libbpf.so.0"],"feature":"bpf","priority":"required"},{"soname":["libz.so.1"]}]""";

    [Fact]
    public void EveryNoteAndEveryNameIsReadInOrder()
    {
        DlopenNote[] notes = [.. DlopenNote.ReadAll(Assemble(Fido, Two))];
        Assert.Equal(["libfido2.so.1", "libbpf.so.1", "libbpf.so.0", "libz.so.1"], notes.SelectMany(note => note.SoNames));
        Assert.Equal([DlopenPriority.Suggested, DlopenPriority.Required, DlopenPriority.Recommended], notes.Select(note => note.Priority));
        Assert.Equal(["fido2", "bpf", null], notes.Select(note => note.Feature));
    }

    [Fact]
    public void NotesOfOthersAreNotTaken() => Assert.Empty(DlopenNote.ReadAll(Open(new ElfSpec().With(".note.dlopen", Note("GNU\0", "[]"), type: 7).ToArray())));

    [Theory]
    [InlineData("[")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{\"feature\":\"x\"}]")]
    [InlineData("[{\"soname\":\"libx.so\"}]")]
    [InlineData("[{\"soname\":[null]}]")]
    [InlineData("[{\"soname\":[\"libx.so\"],\"priority\":1}]")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]")]
    public void AnythingElseIsMalformed(string json) =>
        Assert.Equal(".note.dlopen", Assert.Throws<MalformedDataException>(() => DlopenNote.ReadAll(Open(new ElfSpec().With(".note.dlopen", Note("FDO\0", json), type: 7).ToArray()))).Field);

    private static ElfFile Assemble(params string[] notes)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["notes.s"], ".section .note.dlopen,\"a\",@note\n" + string.Concat(notes.Select((json, i) =>
            $".long 4, 2f - 1f, 0x407c0c0a\n.asciz \"FDO\"\n1: .asciz \"{json.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n2: .balign 4\n")));
        Tool.Require("as", "binutils").Run("-o", folder["notes.o"], folder["notes.s"]);
        return Open(File.ReadAllBytes(folder["notes.o"]));
    }

    private static byte[] Note(string owner, string json)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(json), 0];
        return [4, 0, 0, 0, (byte)text.Length, 0, 0, 0, 0x0A, 0x0C, 0x7C, 0x40, .. Encoding.ASCII.GetBytes(owner), .. text];
    }

    private static ElfFile Open(byte[] bytes) => ElfFile.Open(PositionalSource.OfBytes(bytes));
}

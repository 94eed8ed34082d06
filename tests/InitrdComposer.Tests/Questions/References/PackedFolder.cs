using InitrdComposer.Files;
using InitrdComposer.Questions.References;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Removal;

namespace InitrdComposer.Tests.Questions.References;

/// <summary>A folder that GNU cpio makes an initrd of.</summary>
internal sealed class PackedFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Makes the libraries that are written.</summary>
    public LinkedFiles Linked { get; } = new();

    public string Initrd => _folder["initrd"];

    public void Dispose()
    {
        Linked.Dispose();
        _folder.Dispose();
    }

    public PackedFolder Write(string path, string text, bool isProgram = false) => Write(path, System.Text.Encoding.UTF8.GetBytes(text), isProgram);

    public PackedFolder Write(string path, byte[] content, bool isProgram = false)
    {
        string file = _folder[$"root/{path}"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        if (isProgram) File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        return this;
    }

    /// <summary>A library, or a program: whoever looks at what refers to what does not tell them apart.</summary>
    public PackedFolder Elf(string path, string[] needed, string source = "") => Write(path, Linked.Library(Path.GetFileName(path), needed, source), isProgram: true);

    /// <summary>A program with texts among its constants.</summary>
    public PackedFolder Constants(string path, params string[] texts) => Elf(path, [], ".section .rodata\n" + string.Concat(texts.Select(text => $".asciz \"{text}\"\n")));

    public PackedFolder Link(string path, string target)
    {
        string file = _folder[$"root/{path}"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.CreateSymbolicLink(file, target);
        return this;
    }

    public PackedFolder HardLink(string path, string other)
    {
        Tool.Require("ln", "coreutils").Run(_folder[$"root/{other}"], _folder[$"root/{path}"]);
        return this;
    }

    public ImageSurvey Survey()
    {
        Tool.Require("cpio", "cpio");
        Tool.Require("sh", "dash").Run("-c", $"cd '{_folder["root"]}' && find . | LC_ALL=C sort | cpio -o -H newc --quiet >'{Initrd}'");
        return ImageSurvey.Read(Disk.Host, Initrd);
    }
}

using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.SystemdStub;

namespace InitrdComposer.Uki;

/// <summary>A folder with one firmware image as the content of .efifw; the folder's name is the firmware's id, which .hwids leads to.</summary>
public sealed class EfiFirmwareFolder : IDisposable
{
    private readonly FileSource _file;

    private EfiFirmwareFolder(FileSource file, PositionalSource content) => (_file, Content) = (file, content);

    /// <summary>Header, id and firmware; valid until this is disposed.</summary>
    public PositionalSource Content { get; }

    /// <exception cref="ComposerException">The folder does not hold one file with something in it.</exception>
    public static EfiFirmwareFolder Open(Disk disk, string folder)
    {
        IReadOnlyList<string> names = new DiskView(disk).List(folder);
        if (names is not [string name])
        {
            throw new ComposerException(UkiErrors.BadPart, $"got {names.Count} files, expected one firmware image", new SourceLocation(folder));
        }

        var file = FileSource.Open(disk, Path.Combine(folder, name));
        if (file.Length is 0 or > uint.MaxValue)
        {
            file.Dispose();
            throw new ComposerException(UkiErrors.BadPart, $"got a firmware image of {file.Length} bytes, expected 1 to {uint.MaxValue}", new SourceLocation(file.Path));
        }

        byte[] id = [.. Encoding.UTF8.GetBytes(Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/'))), 0];
        byte[] head = [.. new byte[EfiFirmwareHeader.Size], .. id];
        new EfiFirmwareHeader((uint)id.Length, (uint)file.Length).Write(head);
        return new(file, new RowSource([(0, PositionalSource.OfBytes(head)), (head.Length, file)], head.Length + file.Length));
    }

    public void Dispose() => _file.Dispose();
}

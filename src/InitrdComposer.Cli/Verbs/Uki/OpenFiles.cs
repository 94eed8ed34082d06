using System.Text;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>The files that a command line names, open until the work is done.</summary>
internal sealed class OpenFiles : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public NamedSource Named(string path) => new(path, Keep(FileSource.Open(Disk.Host, path)));

    public PositionalSource? Source(string? path) => path is null ? null : Keep(FileSource.Open(Disk.Host, path));

    /// <summary>What is given as TEXT or @FILE; null where nothing is.</summary>
    public PositionalSource? TextOrFile(string? value) => value switch
    {
        null => null,
        ['@', .. var path] => Source(path),
        _ => PositionalSource.OfBytes(Encoding.UTF8.GetBytes(value)),
    };

    public PositionalSource Firmware(string folder) => Keep(EfiFirmwareFolder.Open(Disk.Host, folder)).Content;

    public KernelFile Kernel(string path) => Keep(KernelFile.Open(Named(path), Disk.Host, Path.GetTempPath()));

    /// <summary>What is given as TEXT or @FILE, whole.</summary>
    public static byte[] BytesOf(string? value) => value switch
    {
        null => [],
        ['@', .. var path] => FileSource.ReadAllBytes(Disk.Host, path),
        _ => Encoding.UTF8.GetBytes(value),
    };

    public void Dispose()
    {
        foreach (IDisposable file in _open) file.Dispose();
    }

    private T Keep<T>(T file)
        where T : IDisposable
    {
        _open.Add(file);
        return file;
    }
}

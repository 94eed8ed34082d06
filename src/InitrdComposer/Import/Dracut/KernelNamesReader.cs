using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Formats.Rpm;

namespace InitrdComposer.Import.Dracut;

/// <summary>Reads what a kernel has from its folder, /usr/lib/modules/KVER, or from its package. No module is opened: names are all that is asked for.</summary>
public static class KernelNamesReader
{
    /// <summary>Of modules.dep, modules.builtin and modules.alias, in bytes.</summary>
    private const int MaxListLength = 16 << 20;

    private const string Modules = "/lib/modules/";

    private const string Dependencies = "modules.dep", Order = "modules.order", Builtin = "modules.builtin", BuiltinInfo = "modules.builtin.modinfo", Alias = "modules.alias";

    /// <param name="disk">Where it is.</param>
    /// <param name="path">A folder with modules.dep or modules.order, or a package file.</param>
    /// <exception cref="ComposerException">It is neither, or malformed.</exception>
    public static KernelNames Read(Disk disk, string path)
    {
        try
        {
            return new DiskView(disk).HasFolder(path) ? OfFolder(disk, path) : OfPackage(disk, path);
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(ImportDiagnostics.Malformed, path, cause);
        }
    }

    private static KernelNames OfFolder(Disk disk, string folder)
    {
        byte[]? modules = List(Dependencies) ?? List(Order);
        if (modules is null) throw new ComposerException(ImportDiagnostics.Kernel, $"no {Dependencies} and no {Order}", new SourceLocation(folder), "name the folder of one kernel: /usr/lib/modules/KVER");
        string version = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return Of(version, [.. Lines(modules).Select(line => line.Split(':')[0])], List(Builtin), List(BuiltinInfo), List(Alias));

        byte[]? List(string name) => new DiskView(disk).HasFile(Path.Combine(folder, name)) ? ReadFile(disk, Path.Combine(folder, name)) : null;
    }

    private static byte[] ReadFile(Disk disk, string path)
    {
        using FileSource file = FileSource.Open(disk, path);
        if (file.Length > MaxListLength) throw new ComposerException(ImportDiagnostics.Limit, $"size: got {file.Length} bytes, expected at most {MaxListLength}", new SourceLocation(path));
        var bytes = new byte[file.Length];
        file.ReadExactlyAt(0, bytes);
        return bytes;
    }

    private static KernelNames OfPackage(Disk disk, string path)
    {
        using FileSource file = FileSource.Open(disk, path);
        using Stream stream = file.OpenStream();
        RpmPackageReader package = RpmPackageReader.Read(stream);
        string[] paths = [.. package.Files.Select(entry => Encoding.Latin1.GetString(entry.Path.Span))];
        string? module = paths.FirstOrDefault(name => name.Contains(Modules, StringComparison.Ordinal) && name.Contains(".ko", StringComparison.Ordinal));
        if (module is null) throw new ComposerException(ImportDiagnostics.Kernel, "no kernel module in the package", new SourceLocation(path), "name the package that has the modules, or a folder /usr/lib/modules/KVER");
        int folder = module.IndexOf(Modules, StringComparison.Ordinal) + Modules.Length;
        int end = module.IndexOf('/', folder);
        string root = module[..(end + 1)];
        Dictionary<string, byte[]> lists = Lists(package, file, paths, root);
        string[] modules = [.. paths.Where(name => name.StartsWith(root, StringComparison.Ordinal) && ModuleName.IsModuleFile(Encoding.Latin1.GetBytes(name))).Select(name => name[root.Length..])];
        return Of(module[folder..end], modules, lists.GetValueOrDefault(Builtin), lists.GetValueOrDefault(BuiltinInfo), lists.GetValueOrDefault(Alias));
    }

    private static Dictionary<string, byte[]> Lists(RpmPackageReader package, FileSource file, string[] paths, string root)
    {
        var lists = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string[] wanted = [.. new[] { Builtin, BuiltinInfo, Alias }.Where(name => paths.Contains(root + name) && !package.Files[Array.IndexOf(paths, root + name)].IsGhost)];
        using Stream payload = package.OpenPayload(file.OpenStream(package.PayloadOffset));
        var reader = new RpmPayloadReader(payload, package.Files);
        while (lists.Count < wanted.Length && reader.TryReadNext(out int index, out Stream content))
        {
            if (!paths[index].StartsWith(root, StringComparison.Ordinal) || !wanted.Contains(paths[index][root.Length..])) continue;
            using var limited = new LimitedStream(content, MaxListLength, "rpm payload", "size");
            using var bytes = new MemoryStream();
            limited.CopyTo(bytes);
            lists.Add(paths[index][root.Length..], bytes.ToArray());
        }

        return lists;
    }

    private static KernelNames Of(string version, IEnumerable<string> modules, byte[]? builtin, byte[]? info, byte[]? alias)
    {
        var aliases = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string[] words in Lines(alias ?? []).Select(line => line.Split(' ')).Where(words => words is ["alias", _, _] && IsWord(words[1]))) aliases.TryAdd(ModuleName.Normalize(words[1]), words[2]);
        foreach (BuiltinModuleInfo entry in info is null ? [] : BuiltinModuleInfo.ParseAll(info))
        {
            if (entry.Key == "alias" && IsWord(entry.Value)) aliases.TryAdd(ModuleName.Normalize(entry.Value), entry.Module);
        }

        return new(version, [.. modules], [.. Lines(builtin ?? [])], aliases.ToImmutable());
    }

    /// <summary>No modalias and no glob.</summary>
    private static bool IsWord(string alias) => alias.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static string[] Lines(byte[] text) => Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

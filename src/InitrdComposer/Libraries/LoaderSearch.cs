using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Tree;

namespace InitrdComposer.Libraries;

/// <summary>
/// Where the dynamic loader of an image finds a library (ld.so(8)): DT_RPATH where there is no DT_RUNPATH, DT_RUNPATH, what /etc/ld.so.conf names, the
/// folders that are built in, and in each of them what glibc-hwcaps has for better processors first. Files for another machine are passed over.
/// </summary>
internal sealed class LoaderSearch
{
    private static readonly string[] BuiltIn = ["/lib64", "/usr/lib64", "/lib", "/usr/lib"];

    private readonly RootTree _tree;
    private readonly IReadOnlyDictionary<RootPath, FileNeeds> _needs;
    private readonly ILookup<string, RootPath> _byName;
    private readonly ImmutableArray<RootPath> _configured;
    private readonly Dictionary<ElfTarget, ImmutableArray<RootPath>> _folders = [];
    private readonly ImmutableArray<RootPath> _inherited;

    public LoaderSearch(RootTree tree, IReadOnlyDictionary<RootPath, FileNeeds> needs, IContents contents)
    {
        _tree = tree;
        _needs = needs;
        _byName = Names().Distinct().ToLookup(name => name.Name, name => name.Path, StringComparer.Ordinal);
        _configured = [.. Resolved(LoaderConfiguration.Folders(tree, contents))];
        _inherited = [.. needs.OrderBy(file => file.Key).SelectMany(file => Folders(file.Key, RPathOf(file.Value))).Distinct()];
    }

    /// <summary>
    /// What the loader may take for a name that a file needs: several where the processor decides. What it would find only because of whoever loaded
    /// the file is every library of that name.
    /// </summary>
    /// <param name="file">Physical path of the file that needs it.</param>
    public IReadOnlyList<RootPath> Find(RootPath file, string name)
    {
        FileNeeds needs = _needs[file];
        if (name.Contains('/')) return Walk(name.StartsWith('/') ? RootPath.Root : file.Parent, name) is RootPath path && Is(path, needs.Target) ? [path] : [];
        ImmutableArray<string> own = needs.Dynamic.RunPath.IsEmpty ? needs.Dynamic.RPath : needs.Dynamic.RunPath;
        foreach (RootPath folder in Folders(file, own).Concat(FoldersOf(needs.Target!.Value)))
        {
            (List<RootPath> found, bool isForAll) = FindIn(folder, name, needs.Target);
            if (isForAll) return found;
        }

        return [.. _byName[name].Where(path => Is(path, needs.Target))];
    }

    /// <summary>
    /// <see cref="Find"/>, and what a program's DT_RPATH may lead to, which counts for the libraries that it loads too: everything that may be needed.
    /// </summary>
    public IEnumerable<RootPath> FindAll(RootPath file, string name)
    {
        FileNeeds needs = _needs[file];
        return needs.Dynamic.RunPath.IsEmpty && !name.Contains('/')
            ? Find(file, name).Concat(_inherited.SelectMany(folder => FindIn(folder, name, needs.Target).Found))
            : Find(file, name);
    }

    /// <summary>The file that a program or script names as its interpreter; null: it is not in the image.</summary>
    public RootPath? FindInterpreter(string path) => Walk(RootPath.Root, path);

    /// <summary>Whether a library is where the loader looks for those that any program needs.</summary>
    public bool IsSearched(RootPath library) => _needs[library].Target is ElfTarget target && FoldersOf(target).Contains(library.Parent);

    private static ImmutableArray<string> RPathOf(FileNeeds needs) => needs.Dynamic.RunPath.IsEmpty ? needs.Dynamic.RPath : [];

    private IEnumerable<(string Name, RootPath Path)> Names()
    {
        foreach (RootNode node in _tree)
        {
            if (_needs.TryGetValue(node.Path, out FileNeeds? needs))
            {
                if (needs.Target is null) continue;
                yield return (Encoding.Latin1.GetString(node.Path.Name), node.Path);
                if (needs.Dynamic.SoName is string name) yield return (name, node.Path);
            }
            else if (node.Inode.Body is FileBody.SymbolicLink && _tree.TryResolve(node.Path, followLast: true, out RootPath physical) && _needs.ContainsKey(physical))
            {
                yield return (Encoding.Latin1.GetString(node.Path.Name), physical);
            }
        }
    }

    /// <summary>Configured and built-in folders; of the latter a distribution's own (lib/x86_64-linux-gnu) is where its libc is.</summary>
    private ImmutableArray<RootPath> FoldersOf(ElfTarget target)
    {
        if (_folders.TryGetValue(target, out ImmutableArray<RootPath> folders)) return folders;
        IEnumerable<RootPath> ofLibc = _byName["libc.so.6"].Where(path => Is(path, target)).Select(path => path.Parent);
        folders = [.. _configured.Concat(ofLibc).Concat(Resolved(BuiltIn.Select(RootPath.Of))).Distinct()];
        _folders[target] = folders;
        return folders;
    }

    private IEnumerable<RootPath> Resolved(IEnumerable<RootPath> folders)
    {
        foreach (RootPath folder in folders)
        {
            if (_tree.TryResolve(folder, followLast: true, out RootPath physical)) yield return physical;
        }
    }

    /// <summary>Folders of DT_RUNPATH or DT_RPATH. What starts from the working folder, or has $PLATFORM in it, is not known before a program runs.</summary>
    private IEnumerable<RootPath> Folders(RootPath file, ImmutableArray<string> paths)
    {
        foreach (string path in paths.Select(path => path.Replace("${", "$", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)))
        {
            bool fromFile = path.StartsWith("$ORIGIN", StringComparison.Ordinal);
            string rest = fromFile ? path["$ORIGIN".Length..] : path;
            if (!rest.StartsWith('/') && !(fromFile && rest.Length == 0)) continue;
            foreach (string lib in rest.Contains("$LIB", StringComparison.Ordinal) ? ["lib64", "lib"] : new[] { "" })
            {
                string walked = rest.Replace("$LIB", lib, StringComparison.Ordinal);
                if (!walked.Contains('$') && Walk(fromFile ? file.Parent : RootPath.Root, walked) is RootPath folder) yield return folder;
            }
        }
    }

    /// <summary>Follows a path with ".." in it, as the kernel does: after links.</summary>
    private RootPath? Walk(RootPath from, string path)
    {
        RootPath current = from;
        foreach (string component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (component == "..")
            {
                current = current.Parent;
            }
            else if (!RootPath.TryParse([.. current.Bytes, (byte)'/', .. Encoding.Latin1.GetBytes(component)], out RootPath next)
                || !_tree.TryResolve(next, followLast: true, out current))
            {
                return null;
            }
        }

        return current;
    }

    private (List<RootPath> Found, bool IsForAll) FindIn(RootPath folder, string name, ElfTarget? target)
    {
        var found = new List<RootPath>();
        if (_tree.TryResolve(folder.Append("glibc-hwcaps"), followLast: true, out RootPath variants))
        {
            foreach (RootNode node in _tree.Below(variants).Where(node => node.Inode.Body is FileBody.Directory && node.Path.Parent == variants)) Add(node.Path);
        }

        return (found, Add(folder));

        bool Add(RootPath place)
        {
            if (!RootPath.TryParse([.. place.Bytes, (byte)'/', .. Encoding.Latin1.GetBytes(name)], out RootPath path)
                || !_tree.TryResolve(path, followLast: true, out RootPath physical) || !Is(physical, target))
            {
                return false;
            }

            found.Add(physical);
            return true;
        }
    }

    private bool Is(RootPath path, ElfTarget? target) => target is not null && _needs.TryGetValue(path, out FileNeeds? needs) && needs.Target == target;
}

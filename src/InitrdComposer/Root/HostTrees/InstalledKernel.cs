using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Root.HostTrees;

/// <summary>
/// A kernel as `make modules_install install` or a package's %install leaves it: DIR/usr/lib/modules/KVER, DIR/lib/modules/KVER or KVER itself; its
/// image in there or DIR/boot/vmlinuz-KVER.
/// </summary>
/// <param name="disk">Where.</param>
internal sealed class InstalledKernel(Disk disk)
{
    private const int MaxDepth = 40;

    /// <summary>Of the folder of all kernels, modules.</summary>
    private static readonly string[] Parents = ["usr/lib", "lib"];

    /// <summary>Links of a kernel's folder into its sources.</summary>
    private static readonly string[] SourceLinks = ["build", "source"];

    private readonly DiskView _view = new(disk);

    /// <exception cref="ComposerException">There is no kernel, or more than one.</exception>
    public KernelFiles Read(string folder, Located<string> directory)
    {
        string[] found = IsKernel(folder) ? [folder] : [.. Parents.SelectMany(parent => KernelsBelow(folder, parent))];
        string kernel = found switch
        {
            [string only] => only,
            [] => throw new ComposerException(
                RootErrors.NoKernelFolder, $"roles.kernel: {directory.Value}: no kernel: neither lib/modules/KVER nor a finished kernel build", directory.Location,
                "relative paths start at the recipe's folder; a build folder has include/config/kernel.release and modules.order"),
            _ => throw new ComposerException(
                RootErrors.NotOneKernel, $"roles.kernel: {directory.Value} holds {found.Length} kernels: {string.Join(", ", found.Select(Path.GetFileName))}", directory.Location,
                "name the folder of one: .../lib/modules/KVER"),
        };
        string version = Path.GetFileName(kernel.TrimEnd('/'));
        var files = new List<HostKernelFile>();
        Walk(kernel, "", 0, files);
        string image = Path.Combine(folder, "boot", $"vmlinuz-{version}");
        if (!files.Exists(file => file.Path == HostKernelFile.Image) && IsFile(image)) files.Add(new HostKernelFile.OfHost(HostKernelFile.Image, image));
        return new(version, files);
    }

    /// <summary>Where lib is a link, usr/lib is what it leads to.</summary>
    private IEnumerable<string> KernelsBelow(string folder, string parent)
    {
        string modules = Path.Combine(folder, parent, "modules");
        bool isLinked = _view.LinkTarget(Path.Combine(folder, parent)) is not null;
        return isLinked || !_view.HasFolder(modules) ? [] : _view.List(modules).Select(name => Path.Combine(modules, name)).Where(IsKernel);
    }

    /// <summary>A kernel's own files are there, not only somebody's additions to another one.</summary>
    private bool IsKernel(string folder) => BuildLists.Names.Any(list => IsFile(Path.Combine(folder, list))) && !IsFile(Path.Combine(folder, "Makefile"));

    private bool IsFile(string path) => _view.Status(path) is { IsRegular: true };

    private void Walk(string kernel, string below, int depth, List<HostKernelFile> files)
    {
        string folder = Path.Combine(kernel, below);
        if (depth > MaxDepth) throw new ComposerException(RootErrors.NoKernelFolder, $"is more than {MaxDepth} folders deep", new SourceLocation(folder));
        foreach (string name in _view.List(folder))
        {
            string entry = Path.Combine(folder, name), path = depth == 0 ? name : $"{below}/{name}";
            FileStatus status = _view.Status(entry) ?? throw new ComposerException(LocalFailure.NotFound, "is gone", new SourceLocation(entry));
            bool isWanted = HostKernelFile.IsModule(name) || (depth == 0 && (name == HostKernelFile.Image || BuildLists.Names.Contains(name)));
            if (status.IsFolder && !(depth == 0 && SourceLinks.Contains(name))) Walk(kernel, path, depth + 1, files);
            else if (status.IsRegular && isWanted) files.Add(new HostKernelFile.OfHost(path, entry));
            else if (status.IsSymbolicLink && HostKernelFile.IsModule(name)) files.Add(new HostKernelFile.Link(path, _view.LinkTarget(entry)!));
        }
    }
}

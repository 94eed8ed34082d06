using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.HostTrees;

/// <summary>
/// Kernels that come from folders of the host, as what a kernel package would hold: /usr/lib/modules/KVER with image, modules and the lists of the
/// kernel build. Nothing else of a folder is looked at, so nothing else makes a lock stale.
/// </summary>
public static class KernelTrees
{
    private const ushort FileMode = 0b110_100_100;

    /// <summary>What a lock says of the recipe's kernel folders.</summary>
    /// <param name="disk">Where they are.</param>
    /// <param name="recipe">Which they are.</param>
    /// <param name="recipeFolder">Where relative ones start.</param>
    /// <exception cref="ComposerException">A folder holds no kernel, or more than one.</exception>
    public static ImmutableArray<LockedKernel> Lock(Disk disk, Recipe recipe, string recipeFolder) =>
        [.. DirectoriesOf(recipe).Select(directory => Lock(Read(disk, recipe, directory, recipeFolder), directory))];

    /// <summary>The files of all kernel folders, to lie beside those of kernel packages.</summary>
    /// <param name="disk">Where they are.</param>
    /// <param name="recipe">Which they are.</param>
    /// <param name="locked">What they were.</param>
    /// <param name="recipeFolder">Where relative ones start.</param>
    /// <exception cref="ComposerException">A folder is not what was locked, or two hold one kernel version.</exception>
    public static IReadOnlyList<RootNode> Read(Disk disk, Recipe recipe, LockFile locked, string recipeFolder)
    {
        var nodes = new List<RootNode>();
        var owners = new Dictionary<RootPath, Located<string>>();
        foreach (Located<string> directory in DirectoriesOf(recipe))
        {
            (_, ImmutableArray<RootNode> found) = Read(disk, recipe, directory, recipeFolder);
            RequireLocked(recipe, directory, DigestOf(found), locked);
            foreach (RootNode node in found)
            {
                if (owners.TryAdd(node.Path, directory)) continue;
                throw new ComposerException(
                    RootErrors.NotOneKernel, $"roles.kernel: {directory.Value} and {owners[node.Path].Value} both hold {node.Path}", directory.Location, "name each kernel once");
            }

            nodes.AddRange(found);
        }

        return nodes;
    }

    /// <summary>Files of two kernels of one version would lie over each other, and make one kernel that nobody has built.</summary>
    /// <param name="folders">From <see cref="Read(Disk, Recipe, LockFile, string)"/>.</param>
    /// <param name="packages">In the kernel role; modules for a kernel of a folder may be among them.</param>
    /// <exception cref="ComposerException">A package holds the kernel of a folder.</exception>
    public static void RequireApart(IReadOnlyList<RootNode> folders, IReadOnlyList<PackageHeader> packages)
    {
        var parent = RootPath.Of("/usr/lib/modules");
        ILookup<string, RootNode> byVersion = folders.Where(node => node.Path.IsWithin(parent)).ToLookup(VersionOf);
        foreach (PackageHeader package in packages)
        {
            foreach (PackageFile file in package.Files.Where(file => file.Path.Name.SequenceEqual("modules.builtin"u8) || file.Path.Name.SequenceEqual("modules.order"u8)))
            {
                if (byVersion[Printable.Escape(file.Path.Parent.Name)].FirstOrDefault()?.Origin is not Origin.Recipe origin) continue;
                throw new ComposerException(
                    RootErrors.NotOneKernel, $"roles.kernel: the folder's kernel and package {package.Nevra} both hold {file.Path.Parent}", origin.Location, "name each kernel once");
            }
        }

        string VersionOf(RootNode node)
        {
            RootPath path = node.Path;
            while (path.Parent != parent) path = path.Parent;
            return Printable.Escape(path.Name);
        }
    }

    private static IEnumerable<Located<string>> DirectoriesOf(Recipe recipe) => recipe.Roles.Kernels.OfType<KernelSource.Directory>().Select(kernel => kernel.Path);

    private static LockedKernel Lock((string Version, ImmutableArray<RootNode> Nodes) kernel, Located<string> directory) =>
        new(directory.Value, kernel.Version, DigestOf(kernel.Nodes));

    private static void RequireLocked(Recipe recipe, Located<string> directory, Digest digest, LockFile locked)
    {
        LockedKernel? kernel = locked.Kernels.FirstOrDefault(kernel => kernel.Directory == directory.Value);
        if (kernel?.Digest == digest) return;
        throw new ComposerException(
            LockDiagnostics.Stale,
            $"stale: the kernel in {directory.Value} has changed since the lock was made: got {digest}, expected {kernel?.Digest.ToString() ?? "nothing"}",
            directory.Location,
            $"run: initrd-composer lock {recipe.Path}");
    }

    /// <summary>Sorted by path. Owners, modes and times differ between two builds of one kernel, and mean nothing: they do not enter.</summary>
    private static (string Version, ImmutableArray<RootNode> Nodes) Read(Disk disk, Recipe recipe, Located<string> directory, string recipeFolder)
    {
        string folder = Path.GetFullPath(directory.Value, Path.GetFullPath(recipeFolder));
        KernelFiles kernel = BuiltKernel.TryRead(disk, folder, recipe.Architecture, directory.Location) ?? new InstalledKernel(disk).Read(folder, directory);
        HostKernelFile[] files = [.. kernel.Files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        var origin = new Origin.KernelFolder(directory.Location, directory.Value);
        var nodes = new RootNode[files.Length];
        ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, files.Length)], index =>
        {
            HostKernelFile file = files[index];
            if (!RootPath.TryParse(Encoding.UTF8.GetBytes($"/usr/lib/modules/{kernel.Version}/{file.Path}"), out RootPath path))
            {
                throw new ComposerException(RootErrors.UnfitExtraFile, $"{folder}: {file.Path} cannot be packed: its name is too long or climbs", directory.Location);
            }

            nodes[index] = new(path, InodeOf(disk, file), origin);
        });
        return (kernel.Version, [.. nodes.OrderBy(node => node.Path)]);
    }

    private static Inode InodeOf(Disk disk, HostKernelFile file) => file switch
    {
        HostKernelFile.OfHost host => new(Metadata.OfRoot(FileMode), new FileBody.Regular(ContentOf(disk, host.HostPath))),
        HostKernelFile.Link link => Inode.SymbolicLink(link.Target),
        HostKernelFile.Text text => Inode.File(text.Bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(file)),
    };

    private static FileContent.Host ContentOf(Disk disk, string path)
    {
        using FileSource file = FileSource.Open(disk, path);
        using Stream stream = file.OpenStream();
        return new(file.Length, Digest.Sha256Of(stream), path);
    }

    private static Digest DigestOf(ImmutableArray<RootNode> nodes)
    {
        var listing = new StringBuilder("initrd-composer kernel 1\n");
        foreach (RootNode node in nodes)
        {
            string body = node.Inode.Body switch
            {
                FileBody.Regular file => $"{file.Content.Digest}",
                FileBody.SymbolicLink link => $"link:{Convert.ToHexStringLower(link.Target.Bytes)}",
                _ => throw new ArgumentException($"{node.Path} is neither file nor link", nameof(nodes)),
            };
            listing.Append(null, $"{body} {Convert.ToHexStringLower(node.Path.Bytes)}\n");
        }

        return Digest.Sha256Of(Encoding.ASCII.GetBytes(listing.ToString()));
    }
}

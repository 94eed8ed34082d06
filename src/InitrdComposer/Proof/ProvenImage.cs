using InitrdComposer.Libraries;
using InitrdComposer.Proof.Kernels;
using InitrdComposer.Proof.Programs;
using InitrdComposer.Proof.Rules;
using InitrdComposer.Proof.Units;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof;

/// <summary>An initrd as the kernel and systemd would find it: what needs are held against.</summary>
internal sealed class ProvenImage
{
    private static readonly RootPath Init = RootPath.Of("/init");

    /// <param name="kernel">Whose modules count; null: it has none.</param>
    /// <param name="needs">What its files need of each other.</param>
    /// <param name="startedToo">Targets that generated units want.</param>
    public ProvenImage(RootTree tree, IContents contents, IReadOnlyDictionary<RootPath, FileNeeds> needs, ImageKernel? kernel, IEnumerable<string> startedToo)
    {
        Tree = tree;
        Contents = contents;
        Kernel = kernel;
        Programs = new(tree, needs, new(tree, needs, contents));
        Rules = UdevRules.Read(tree, contents);
        Accounts = new(tree, contents);
        IsSystemd = tree.TryFind(Init, out RootNode? init) && init.Path.Name.SequenceEqual("systemd"u8);
        Units = new(tree, contents, startedToo);
    }

    public RootTree Tree { get; }

    public IContents Contents { get; }

    public ImageKernel? Kernel { get; }

    public ImagePrograms Programs { get; }

    public UdevRules Rules { get; }

    public ImageAccounts Accounts { get; }

    public BootGraph Units { get; }

    /// <summary>PID 1 is systemd. Of another nothing but its drivers can be judged: what it runs stands in scripts.</summary>
    public bool IsSystemd { get; }
}

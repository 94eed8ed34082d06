using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>/init, which the kernel starts; a link to systemd as mkosi makes it, unless the packages or the recipe bring their own.</summary>
internal static class InitLink
{
    private static readonly RootPath Init = RootPath.Of("/init");

    /// <exception cref="ComposerException">There is neither.</exception>
    public static RootTree Apply(RootTree tree)
    {
        if (tree.Contains(Init)) return tree;
        const string Systemd = "/usr/lib/systemd/systemd";
        return tree.TryFind(RootPath.Of(Systemd), out _)
            ? tree.With([Generated.Link("init", Init, Systemd)])
            : throw new ComposerException(FinalizeErrors.NoInit, $"the image has neither /init nor {Systemd}", hint: "add the package systemd");
    }

    /// <summary>Afterwards, when files were removed.</summary>
    /// <exception cref="ComposerException">What the kernel would start is not there any more.</exception>
    public static void Require(RootTree tree)
    {
        if (tree.TryFind(Init, out RootNode? init) && init.Inode.Body is FileBody.Regular) return;
        string link = tree.TryGet(Init, out RootNode? there) && there.Inode.Body is FileBody.SymbolicLink dangling ? $"/init leads to {dangling.Target}, which is not there" : "/init is not there";
        throw new ComposerException(FinalizeErrors.NoInit, $"after the recipe's removals {link}", hint: "the kernel would have nothing to start; see remove-files and remove-with-libraries");
    }
}

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
}

namespace InitrdComposer.Formats.Kmod;

/// <summary>Files that the kernel's build leaves beside the modules, for depmod and modprobe to read (Linux, Documentation/kbuild/kbuild.rst).</summary>
public static class BuildLists
{
    /// <summary>Below /usr/lib/modules/KVER.</summary>
    public static IReadOnlyList<string> Names { get; } = ["modules.builtin", "modules.builtin.modinfo", "modules.order"];
}

using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Proof;

/// <summary>Something that an initrd of the demo lacks or has wrongly, made by the recipe alone.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Row">The claim that does not hold for it: "kvm", "ext4", "luks"; "boot" of what breaks them all.</param>
/// <param name="Reason">What the reason names.</param>
/// <param name="Settings">Changes of the recipe, as --set takes them.</param>
public sealed record Defect(string Name, string Row, string Reason, params string[] Settings)
{
    /// <summary>What does not boot with it.</summary>
    public BootCell Boots { get; init; }

    /// <summary>Fills a folder that is laid over the packages' files.</summary>
    public Action<DefectTree>? Tree { get; init; }

    /// <summary>What a recipe claims that it breaks.</summary>
    internal string Claim => $"proof.{KindOf(Row)}=[\"{Claimed}\"]";

    /// <summary>The same as options of `prove`.</summary>
    internal IEnumerable<string> ClaimOptions => [KindOf(Row) == "platforms" ? "--platform" : $"--{KindOf(Row)}", Claimed];

    private string Claimed => Row == "boot" ? "ext4" : Row;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string KindOf(string row) => row switch
    {
        "kvm" => "platforms",
        "boot" or "ext4" or "xfs" => "root",
        _ => "features",
    };

    /// <summary>What makes it of a recipe, as options of `build`.</summary>
    /// <param name="folder">Takes its extra tree.</param>
    internal IEnumerable<string> Options(ComposedDemo demo, TempFolder folder)
    {
        foreach (string setting in Settings) yield return $"--set={setting}";
        if (Tree is null) yield break;
        Directory.CreateDirectory(folder["tree"]);
        Tree(new(folder["tree"], demo));
        yield return $"--set=extra-trees+={{ source = \"{folder["tree"]}\", allow-host-paths = true }}";
    }

    /// <summary>Builds it of the demo's recipe; with claims that it breaks, it is not built.</summary>
    /// <param name="folder">Takes the outputs as "out".</param>
    /// <param name="claims">Further settings.</param>
    internal ToolResult Build(ComposedDemo demo, TempFolder folder, params IEnumerable<string> claims) => ComposerProgram.Run(
    [
        // What is removed decides which libraries are installed: a lock of its own, made on the way.
        "build", demo.Distro.Recipe, "--lock", folder["defect.lock"], "--output", folder["out"], "--cache", demo.Cache, .. Options(demo, folder), .. claims.Select(claim => $"--set={claim}"),
    ]);
}

/// <summary>Which machine and root shows a defect, for whoever boots them.</summary>
public enum BootCell
{
    /// <summary>QEMU has no such device, or the boot goes on without what is missing.</summary>
    None,

    /// <summary>The demo's own: ext4, found by its label, on virtio-blk.</summary>
    Ext4,

    Xfs,
    VirtioScsi,
    Lvm,
    Luks,
    Tpm2,
    Raid,
    Verity,
    DiscoverablePartitions,
    Network,
}

/// <summary>An extra tree of a defect.</summary>
public sealed class DefectTree(string folder, ComposedDemo demo)
{
    private const string VersionMagic = "vermagic=";

    public void Write(string path, byte[] content)
    {
        string file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public void Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>A module of the demo's kernel where the index expects it, changed.</summary>
    /// <param name="path">Below kernel/, without the suffix of its compression.</param>
    /// <param name="change">Of its bytes as they are in the package, xz.</param>
    public void Module(string path, Func<byte[], byte[]> change)
    {
        string version = demo.KernelVersion;
        string place = $"usr/lib/modules/{version}/kernel/{path}.xz";
        Write(place, change(BusyboxInitrd.FileOf(demo.Distro.Package($"linux-image-{version}-"), file => file.EndsWith($"/{path}.xz", StringComparison.Ordinal))));
    }

    /// <summary>The module as if it had been built for another release, and without SMP: of the release alone kernels with CONFIG_MODVERSIONS think nothing.</summary>
    public static byte[] ForAnotherKernel(byte[] module)
    {
        byte[] plain = Compressed.ByTool("xz", "xz-utils", module, "-dc");
        int at = plain.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(VersionMagic)) + VersionMagic.Length;
        plain[at] = (byte)'7';
        "smp"u8.CopyTo(plain.AsSpan(at + plain.AsSpan(at).IndexOf(" SMP"u8) + 1));
        return Compressed.Xz(plain);
    }
}

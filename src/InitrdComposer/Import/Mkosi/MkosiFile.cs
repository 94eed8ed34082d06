using System.Collections.Immutable;
using static InitrdComposer.Import.ImportVerdict;

namespace InitrdComposer.Import.Mkosi;

/// <summary>A file or folder that mkosi looks for beside its configuration (mkosi.1 of mkosi 27.1, "Files"; path_suffixes of its settings).</summary>
/// <param name="Name">Without "mkosi." in front, and without what says where a script runs (.chroot) or that it is a folder of them (.d).</param>
/// <param name="Remark">What to do instead.</param>
internal sealed record MkosiFile(string Name, ImportVerdict Verdict, string Remark)
{
    private const string Prefix = "mkosi.";
    private const string Scripts = "Never run: put files into mkosi.extra, units under presets.";
    private const string Disk = "No disk image is made.";
    private const string Running = "About running images.";
    private const string Tools = "No tools of a tree are run.";
    private const string Cache = "Caches are the command line's.";
    private const string Signing = "Signing is the recipe's: [[uki.sign]].";

    /// <summary>The drop-in reader takes these as they are.</summary>
    public static ImmutableArray<string> Read { get; } = ["mkosi.conf", "mkosi.conf.d", "mkosi.extra", "mkosi.profiles"];

    public static ImmutableArray<MkosiFile> All { get; } =
    [
        new("skeleton", NoCounterpart, "Put its files into mkosi.extra, or name it as [[extra-trees]]: mkosi lays it below the packages, here their files never replace those of a tree."),
        new("prepare", NoCounterpart, "It runs when packages are installed, before the image is cached. " + Scripts),
        new("postinst", NoCounterpart, "It runs in the image after packages and extra trees. " + Scripts),
        new("finalize", NoCounterpart, "It runs on the image before it is packed. " + Scripts),
        new("build", NoCounterpart, "It builds sources. Put what it installs into packages, or into mkosi.extra."),
        new("postoutput", NoCounterpart, "It runs on the outputs: do it behind `build`."),
        new("configure", NoCounterpart, "It changes the configuration: use profiles, or --set."),
        new("sync", Ignored, "It fetches sources, which are none of an initrd."),
        new("clean", Ignored, "It removes outputs."),
        new("packages", NoCounterpart, "Name the folder as [[repositories]] with packages = \"...\"."),
        new("initrd", NoCounterpart, "The tree is of a whole system; of its initrd this is what mkosi adds to mkosi-initrd: import that."),
        new("images", NoCounterpart, "Further images: a recipe has one userspace."),
        new("local", Ignored, "Of this machine, outside of the tree: lay it over with --set, or in a recipe that includes this one."),
        new("uki-profiles", NoCounterpart, "[[uki.profiles]]."),
        new("output", Ignored, "Where outputs go is the command line's."),
        new("version", Ignored, "The image's version is os-release's, which is the packages'."),
        new("bump", Ignored, "The image's version is os-release's, which is the packages'."),
        new("snapshot", NoCounterpart, "The lock pins packages by digest."),
        new("repart", Ignored, Disk),
        new("seed", Ignored, Disk),
        new("passphrase", Ignored, Disk),
        new("rootpw", NoCounterpart, "Put shadow into mkosi.extra, or give the credential passwd.hashed-password.root."),
        new("machine-id", Ignored, "An image for many machines has none."),
        new("key", Ignored, Signing),
        new("crt", Ignored, Signing),
        new("tools", Ignored, Tools),
        new("sandbox", Ignored, Tools),
        new("pkgmngr", Ignored, Tools),
        new("env", Ignored, "An image does not depend on the environment it is made in."),
        new("cache", Ignored, Cache),
        new("pkgcache", Ignored, Cache),
        new("builddir", Ignored, Cache),
        new("workspace", Ignored, Cache),
        new("nspawn", Ignored, Running),
        new("credentials", Ignored, Running),
        new("sysupdate", Ignored, Running),
    ];

    /// <param name="fileName">"mkosi.postinst.chroot".</param>
    public static MkosiFile? Find(string fileName)
    {
        string name = fileName[Prefix.Length..];
        foreach (string end in (string[])[".chroot", ".d", ".conf", ".tar"])
        {
            if (name.EndsWith(end, StringComparison.Ordinal)) name = name[..^end.Length];
        }

        return All.FirstOrDefault(known => known.Name == name);
    }
}

using InitrdComposer.Formats.Newc;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Sound packages, to be spoiled.</summary>
internal static class SamplePackages
{
    /// <summary>All that an image needs: folders, an init, an os-release.</summary>
    public static RpmSpec Base() => new RpmSpec("base").Add(
        PackagedFile.Folder("/etc"),
        PackagedFile.Regular("/init", "#!/bin/sh\n", 0x1ED),
        PackagedFile.Folder("/usr"),
        PackagedFile.Folder("/usr/lib"),
        PackagedFile.Regular("/usr/lib/os-release", "ID=test\nVERSION_ID=1\n"));

    /// <summary>The base with two files more.</summary>
    public static RpmSpec Sample() => Base().Add(PackagedFile.Regular("/usr/lib/sample", "sample\n"), PackagedFile.Link("/usr/lib/link", "sample"));

    /// <summary>The sample with files that are hard links of each other.</summary>
    public static RpmSpec HardLinked() => Sample().Add(
        PackagedFile.Regular("/usr/lib/h1", "linked\n") with { Inode = 7 },
        PackagedFile.Regular("/usr/lib/h2", "linked\n") with { Inode = 7 });

    /// <summary>A file of any type.</summary>
    public static PackagedFile Special(string path, uint type, ushort rdev = 0) =>
        PackagedFile.Regular(path, "") with { Mode = (ushort)(type | 0x180), Rdev = rdev, Content = [] };

    public static uint TypeOf(PackagedFile file) => file.Mode & InodeMode.TypeMask;

    /// <summary>Refused as malformed, with a place in the package.</summary>
    public static Verdict.Refused Refused(int number, params string[] fragments) => new(3, $"RPM{number:00}", ["0.rpm: ", .. fragments]);

    public static Action<HostileFolder> With(RpmSpec package) => folder => folder.WritePackages(package);

    /// <summary>The sample, changed.</summary>
    public static Action<HostileFolder> Sample(Action<RpmSpec> change) => folder =>
    {
        RpmSpec package = Sample();
        change(package);
        folder.WritePackages(package);
    };
}

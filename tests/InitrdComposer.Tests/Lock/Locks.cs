using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Packages;

namespace InitrdComposer.Tests.Lock;

/// <summary>Locks made by hand.</summary>
internal static class Locks
{
    public static LockFile Small { get; } = new(
        ["architecture: x86_64", "install: bash", "install: systemd >= 255"],
        "x86_64",
        1_767_225_600,
        [
            new LockedRepository.Metadata("demo", "../repo", DigestOf("repomd"), "1767225600")
            {
                Timestamp = 1_767_225_601,
                Signatures = new(SignedParts.All, [new(new string('A', 40), default), new(new string('B', 64), default)], [new("keys/demo.asc", default)]) { Trust = RepositoryTrust.Legacy },
            },
            new LockedRepository.Folder("local", "rpms") { Signatures = RepositorySignatures.None },
            new LockedRepository.Installed("machine", "/usr/lib/sysimage/rpm", "/"),
        ],
        [
            Package(Nevra("systemd", 0, "257.13", "1"), PackageRole.Install, new RequestedBy(null, "systemd >= 255", 7, IsWeak: false)),
            Package(
                Nevra("libc6", 0, "2.41", "12+deb13u4"),
                PackageRole.Install,
                new RequestedBy(Nevra("systemd", 0, "257.13", "1"), "libc6 >= 2.38", null, IsWeak: false),
                new RequestedBy(null, "libc6", 8, IsWeak: false),
                new RequestedBy(null, "libc6", 3, IsWeak: false) { File = "mkosi.conf.d/\"20\".conf" },
                new RequestedBy(null, "libc6 >= 2", null, IsWeak: false),
                new RequestedBy(Nevra("login", 1, "4.16", "2"), "(libc6 if \"quoted\")", null, IsWeak: true)),
            Package(Nevra("login", 1, "4.16", "2"), PackageRole.Install, new RequestedBy(null, "login", 9, IsWeak: false)) with { Variants = ["debug", "rescue"] },
            Package(Nevra("linux-image-6.12", 0, "6.12.117", "1"), PackageRole.Kernel, new RequestedBy(null, "linux-image-*", 12, IsWeak: false)),
        ])
    {
        Tools = [new LockedTool("libzstd", "1.5.4"), new LockedTool("initrd-composer", "0.1.0")],
        Kernels = [new LockedKernel("../linux", "6.12.117-own", DigestOf("linux"))],
    };

    public static Nevra Nevra(string name, uint epoch, string version, string release, string arch = "x86_64") => new(name, new Evr(epoch, version, release), arch);

    public static LockedPackage Package(Nevra nevra, PackageRole role, params RequestedBy[] requestedBy) =>
        new(nevra, role, "demo", $"{nevra.Name[..1]}/{nevra}.rpm", 4096 + nevra.Name.Length, DigestOf($"{nevra}"), [.. requestedBy]);

    public static LockFile Parse(string text) => LockReader.Parse(Encoding.UTF8.GetBytes(text), "small.lock");

    public static Digest DigestOf(string text) => Digest.Sha256Of(Encoding.UTF8.GetBytes(text));
}

using InitrdComposer.Questions.References;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Tests.Removal;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Questions.References;

/// <summary>Who refers to whom, in archives of GNU cpio with libraries of the real linker.</summary>
public sealed class ReferenceGraphTests : IDisposable
{
    private readonly PackedFolder _image = new();

    public void Dispose() => _image.Dispose();

    [Fact]
    public void LibrariesAreNeededByWhatLoadsThem()
    {
        _image.Elf("usr/bin/program", ["libneeded.so.1"], LinkedFiles.DlopenNote("libnoted.so.1") + ".section .rodata\n.asciz \"libnamed.so.1\"\n");
        foreach (string library in (string[])["needed", "noted", "named"]) _image.Elf($"usr/lib/lib{library}.so.1", []);
        Assert.Equal(["/usr/bin/program Needed: DT_NEEDED libneeded.so.1"], To("/usr/lib/libneeded.so.1"));
        Assert.Equal(["/usr/bin/program Dlopen: note of dlopen(): libnoted.so.1, recommended"], To("/usr/lib/libnoted.so.1"));
        Assert.Equal(["/usr/bin/program Dlopen: names libnamed.so.1 in its constants"], To("/usr/lib/libnamed.so.1"));
    }

    [Fact]
    public void ConstantsNamePathsFoldersCommandsAndPatterns()
    {
        _image.Constants("usr/bin/program", "/usr/lib/tool/one", "run /usr/share/tool: now", "helper", "libmade-%s.so.0", "/%s/%i", "/usr/bin", "no sentence ends in true");
        _image.Write("usr/lib/tool/one", "1").Write("usr/share/tool/data/two", "2").Write("usr/bin/helper", "#!/bin/sh\n", isProgram: true).Write("usr/bin/true", "x", isProgram: true).Elf("usr/lib/libmade-up.so.0", []);
        Assert.Equal(["/usr/bin/program Constant: names \"/usr/lib/tool/one\" in its constants"], To("/usr/lib/tool/one"));
        Assert.Equal(["/usr/bin/program Constant: names \"/usr/share/tool\" in its constants"], To("/usr/share/tool/data/two"));
        Assert.Equal(["/usr/bin/program Constant: names \"helper\" in its constants"], To("/usr/bin/helper"));
        Assert.Equal(["/usr/bin/program Constant: names \"libmade-%s.so.0\" in its constants"], To("/usr/lib/libmade-up.so.0"));

        // Folders that everybody names, patterns that match anything and words of sentences say nothing.
        Assert.Empty(To("/usr/bin/true"));
    }

    [Fact]
    public void ACommandThatTheLinkerStoresAsTheEndOfAnotherIsFound()
    {
        _image.Constants("usr/bin/program", "umount", "/usr/bin/fsck").Write("usr/bin/mount", "x", isProgram: true).Write("usr/bin/fsck", "x", isProgram: true).Link("bin", "usr/bin");
        Assert.Single(To("/usr/bin/mount"));
        Assert.NotEmpty(To("/usr/bin/fsck"));
    }

    [Fact]
    public void UnitsNameCommandsPathsAndUnits()
    {
        _image.Write("usr/lib/systemd/system/a.service", "[Unit]\nDescription=Start true\nWants=b@x.service\nConditionPathExists=/etc/flag\n[Service]\nExecStart=-/bin/sh -c 'helper \\\n  --now'\n")
            .Write("usr/lib/systemd/system/b@.service", "[Service]\n").Write("etc/flag", "1").Link("bin", "usr/bin");
        foreach (string command in (string[])["sh", "helper", "true"]) _image.Write($"usr/bin/{command}", "x", isProgram: true);
        Assert.Single(To("/usr/bin/sh"));
        Assert.Single(To("/usr/bin/helper"));
        Assert.Empty(To("/usr/bin/true"));
        Assert.Contains("/usr/lib/systemd/system/a.service Unit: ConditionPathExists=/etc/flag", To("/etc/flag"));
        Assert.Contains("/usr/lib/systemd/system/a.service Unit: Wants=b@x.service", To("/usr/lib/systemd/system/b@.service"));
    }

    [Fact]
    public void RulesRunProgramsOfUdevsFolderAndOfPaths()
    {
        _image.Write("usr/lib/udev/rules.d/60-a.rules", "# RUN+=\"/usr/bin/true\"\nKERNEL==\"x\", IMPORT{program}=\"probe --export $devnode\"\nRUN+=\"/usr/bin/run it\"\n")
            .Write("usr/lib/udev/probe", "x", isProgram: true).Write("usr/bin/run", "x", isProgram: true).Write("usr/bin/true", "x", isProgram: true);
        Assert.Equal(["/usr/lib/udev/rules.d/60-a.rules UdevRule: line 2: IMPORT{program}=\"probe --export $devnode\""], To("/usr/lib/udev/probe"));
        Assert.Single(To("/usr/bin/run"));
        Assert.Empty(To("/usr/bin/true"));
    }

    [Fact]
    public void ConfigurationNamesModulesOfPamServicesOfNamesAndCommandsOfModprobe()
    {
        _image.Write("etc/pam.d/login", "auth required pam_one.so nullok\n#auth required pam_two.so\n").Write("etc/nsswitch.conf", "passwd: files systemd\n").Write("usr/lib/modprobe.d/x.conf", "install x /usr/sbin/modprobe y\n");
        _image.Elf("usr/lib/security/pam_one.so", []).Elf("usr/lib/security/pam_two.so", []).Elf("usr/lib/libnss_systemd.so.2", []).Elf("usr/lib/libnss_dns.so.2", []).Write("usr/sbin/modprobe", "x", isProgram: true);
        Assert.Equal(["/etc/pam.d/login Pam: auth required pam_one.so nullok"], To("/usr/lib/security/pam_one.so"));
        Assert.Empty(To("/usr/lib/security/pam_two.so"));
        Assert.Equal(["/etc/nsswitch.conf NameService: passwd: files systemd"], To("/usr/lib/libnss_systemd.so.2"));
        Assert.Empty(To("/usr/lib/libnss_dns.so.2"));
        Assert.Contains("/usr/lib/modprobe.d/x.conf ModprobeRule: names \"/usr/sbin/modprobe\"", To("/usr/sbin/modprobe"));
    }

    [Fact]
    public void ScriptsNameWhatTheyRunButNotInComments()
    {
        _image.Write("init", "#!/bin/sh\n# mount it\n. /lib/functions\nudevadm trigger\n", isProgram: true).Write("lib/functions", "x");
        foreach (string command in (string[])["sh", "mount", "udevadm"]) _image.Write($"bin/{command}", "x", isProgram: true);
        Assert.Contains("/init Interpreter: #!/bin/sh", To("/bin/sh"));
        Assert.Equal(["/init Text: names \"/lib/functions\""], To("/lib/functions"));
        Assert.Equal(["/init Text: names \"udevadm\""], To("/bin/udevadm"));
        Assert.Empty(To("/bin/mount"));
        Assert.Equal(["the kernel runs /init"], To("/init"));
    }

    [Fact]
    public void ModulesAskForModulesAndFirmware()
    {
        const string Folder = "usr/lib/modules/6.12.0/kernel";
        _image.Write($"{Folder}/net.ko", new ModuleSpec("6.12.0").With("depends=bus", "softdep=pre: crypto", "firmware=acme/net-*.bin").ToBytes());
        foreach (string module in (string[])["bus", "crypto"]) _image.Write($"{Folder}/{module}.ko", new ModuleSpec("6.12.0").With().ToBytes());
        _image.Write("usr/lib/firmware/acme/net-1.bin.zst", "x").Write("usr/lib/firmware/acme/other.bin", "x").Link("lib", "usr/lib");
        Assert.Contains($"/{Folder}/net.ko Module: uses symbols of bus", To($"/{Folder}/bus.ko"));
        Assert.Contains($"/{Folder}/net.ko Module: softdep crypto", To($"/{Folder}/crypto.ko"));
        Assert.Equal([$"/{Folder}/net.ko Firmware: net asks for acme/net-*.bin"], To("/usr/lib/firmware/acme/net-1.bin.zst"));
        Assert.Empty(To("/usr/lib/firmware/acme/other.bin"));
    }

    [Fact]
    public void LinksLeadToTheirEnd()
    {
        _image.Link("etc/alternatives/pager", "/usr/bin/less").Link("usr/bin/pager", "/etc/alternatives/pager").Write("usr/bin/less", "x", isProgram: true);
        Assert.Equal(["/etc/alternatives/pager Link: -> /usr/bin/less", "/usr/bin/pager Link: -> /etc/alternatives/pager"], To("/usr/bin/less"));
    }

    /// <summary>mount(8) makes "mount.nfs" of the type; without it nobody does.</summary>
    [Fact]
    public void HelpersOfMountAreMounts()
    {
        _image.Write("usr/sbin/mount.nfs", "x", isProgram: true);
        Assert.Empty(To("/usr/sbin/mount.nfs"));
        _image.Write("usr/bin/mount", "x", isProgram: true);
        Assert.Equal(["/usr/bin/mount Convention: runs mount.TYPE by the type of a file system"], To("/usr/sbin/mount.nfs"));
    }

    private string[] To(string path) =>
        [.. ReferenceGraph.Of(_image.Survey()).To(RootPath.Of(path)).Select(reference => reference.From is null ? reference.Text : $"{reference.From} {reference.Kind}: {reference.Text}")];
}

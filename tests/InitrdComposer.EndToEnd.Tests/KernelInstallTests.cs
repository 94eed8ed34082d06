using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The plugin under the real kernel-install: without network, from the packages of a scratch root.</summary>
public sealed partial class KernelInstallTests(KernelInstallTests.Machine machine) : IClassFixture<KernelInstallTests.Machine>, IDisposable
{
    private const string MachineId = "0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ALoaderEntryGetsTheInitrdOfItsKernel()
    {
        ToolResult result = Add("layout=bls\ninitrd_generator=initrd-composer\n", machine.KernelImage);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        string initrd = _folder[$"boot/{MachineId}/{machine.Version}/initrd"];
        Assert.Contains("/kernel/drivers/md/dm-crypt.ko", Listing(initrd), StringComparison.Ordinal);
        Assert.DoesNotContain("/kernel/drivers/net/dummy.ko", Listing(initrd), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^initrd\s+.*/initrd$", File.ReadAllText(_folder[$"boot/loader/entries/{MachineId}-{machine.Version}.conf"]));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(initrd) & UnixFileMode.OtherWrite);
        Assert.Equal("", result.Error);

        // The same packages and the same kernel give the same initrd.
        byte[] first = File.ReadAllBytes(initrd);
        File.Delete(initrd);
        Assert.Equal(0, Add("layout=bls\ninitrd_generator=initrd-composer\n", machine.KernelImage).ExitCode);
        Assert.True(first.AsSpan().SequenceEqual(File.ReadAllBytes(initrd)));

        Assert.Equal(0, KernelInstall(["remove", machine.Version]).ExitCode);
        Assert.False(File.Exists(initrd));
    }

    [Fact]
    public void AUnifiedKernelImageGetsTheCommandLineAndItsAddons()
    {
        File.WriteAllText(_folder["cmdline"], "# this machine's\nroot=LABEL=root  quiet\n");
        File.WriteAllText(_folder["kernel-install.options"], "# more\n--set=uki.addons=[{ name = \"debug\", cmdline = \"systemd.log_level=debug\" }]\n");
        File.WriteAllText(_folder["keep.install"], "#!/bin/sh\nset -eu\ncp -r \"$KERNEL_INSTALL_STAGING_AREA\" \"$BOOT_ROOT/staging\"\n");
        File.SetUnixFileMode(_folder["keep.install"], (UnixFileMode)0b111_101_101);
        ToolResult result = Add(UkiLayout, machine.KernelImage);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        ToolResult inspected = ComposerProgram.Run("inspect", _folder["boot/staging/uki.efi"]);
        Assert.Contains($"root=LABEL=root quiet systemd.machine_id={MachineId}", inspected.Output, StringComparison.Ordinal);
        Assert.Contains(machine.Version, inspected.Output, StringComparison.Ordinal);
        Assert.Equal(["uki.efi", "uki.efi.extra.d/debug.addon.efi"], Staged());
    }

    [Fact]
    public void AnotherGeneratorAndGivenInitrdsAreLeftAlone()
    {
        foreach (string settings in new[] { "layout=bls\ninitrd_generator=dracut\n", "layout=bls\n", "layout=uki\n", "layout=bls\nexport KERNEL_INSTALL_UKI_GENERATOR=initrd-composer\n" })
        {
            ToolResult result = Add(settings, machine.KernelImage);
            Assert.False(File.Exists(_folder[$"boot/{MachineId}/{machine.Version}/initrd"]) || result.Error.Length > 0, settings);
        }

        File.WriteAllText(_folder["given"], "given");
        Assert.Equal(0, Add("layout=bls\ninitrd_generator=initrd-composer\n", machine.KernelImage, _folder["given"]).ExitCode);
        Assert.Equal(["given", "linux"], Directory.GetFiles(_folder[$"boot/{MachineId}/{machine.Version}"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        ToolResult uki = Add(UkiLayout + "export KERNEL_INSTALL_IMAGE_TYPE=uki\n", machine.KernelImage);
        Assert.DoesNotContain("initrd-composer:", uki.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatFailsIsSaidAndKernelInstallFails()
    {
        ToolResult result = Add("layout=bls\ninitrd_generator=initrd-composer\n", "/usr/bin/true");
        Assert.Equal((1, $"initrd-composer: there are no modules of {machine.Version} in /usr/lib/modules\n"), (result.ExitCode, result.Error));

        File.WriteAllText(_folder["kernel-install.options"], "--set=packages.install+=no-such-package");
        result = Add("layout=bls\ninitrd_generator=initrd-composer\n", machine.KernelImage);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no-such-package", result.Error, StringComparison.Ordinal);
        Assert.EndsWith($"initrd-composer: no initrd of {machine.Version} was made of {_folder["kernel-install.toml"]}\n", result.Error, StringComparison.Ordinal);

        File.Delete(_folder["kernel-install.toml"]);
        result = KernelInstall(["add", machine.Version, machine.KernelImage]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("initrd-composer: there is no recipe", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ModulesOfTheMachineComeInAdditionWhereTheOptionsSaySo()
    {
        File.WriteAllText(_folder["modules"], "Module                  Size  Used by\ndummy                  16384  0\nnosuchmodule           16384  0\next4                  1069056  1\n");
        File.WriteAllText(_folder["kernel-install.options"], $"--host-modules={_folder["modules"]}\n");
        ToolResult result = Add("layout=bls\ninitrd_generator=initrd-composer\n", machine.KernelImage);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains($"of the host's modules kernel {machine.Version} has none called nosuchmodule", result.Error, StringComparison.Ordinal);
        Assert.Contains("/kernel/drivers/net/dummy.ko", Listing(_folder[$"boot/{MachineId}/{machine.Version}/initrd"]), StringComparison.Ordinal);
    }

    [Fact]
    public void VerboseSaysWhatIsRun()
    {
        ToolResult result = Add(["--verbose", "add", machine.Version, machine.KernelImage], "layout=bls\ninitrd_generator=initrd-composer\n");
        Assert.Contains("initrd-composer: initrd-composer build ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"initrd-composer: made the initrd of {machine.Version}", result.Output, StringComparison.Ordinal);
    }

    /// <summary>systemd 252 hands uki_generator only on when it is exported; later ones do it themselves.</summary>
    private static string UkiLayout => "layout=uki\nuki_generator=initrd-composer\nexport KERNEL_INSTALL_UKI_GENERATOR=initrd-composer\n";

    private ToolResult Add(string settings, params string[] files) => Add(["add", machine.Version, .. files], settings);

    private ToolResult Add(string[] arguments, string settings)
    {
        Directory.CreateDirectory(_folder[$"boot/{MachineId}"]);
        File.WriteAllText(_folder["install.conf"], settings);
        File.WriteAllText(_folder["kernel-install.toml"], machine.Recipe);
        return KernelInstall(arguments);
    }

    private ToolResult KernelInstall(string[] arguments)
    {
        string plugin = Path.Combine(Checkout.Root, "src", "kernel-install", "50-initrd-composer.install");
        string[] own = [.. new[] { "90-loaderentry.install", "90-uki-copy.install" }.Select(name => $"/usr/lib/kernel/install.d/{name}").Where(File.Exists)];
        string keep = File.Exists(_folder["keep.install"]) ? _folder["keep.install"] : "";
        return Tool.Require("kernel-install", "systemd").Start(_folder.Path, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["KERNEL_INSTALL_CONF_ROOT"] = _folder.Path,
            ["KERNEL_INSTALL_PLUGINS"] = $"{plugin} {keep} {string.Join(' ', own)}",
            ["BOOT_ROOT"] = _folder["boot"],
            ["MACHINE_ID"] = MachineId,
            ["CACHE_DIRECTORY"] = machine.Cache,
            ["PATH"] = $"{Path.GetDirectoryName(ComposerProgram.FileName)}:{Environment.GetEnvironmentVariable("PATH")}",
        }, arguments);
    }

    private string[] Staged()
    {
        string staging = _folder["boot/staging"];
        return [.. Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(staging, file)).Order(StringComparer.Ordinal)];
    }

    private static string Listing(string initrd)
    {
        ToolResult result = ComposerProgram.Run("inspect", initrd, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    /// <summary>What a machine has: installed packages, and a kernel with its image among its modules.</summary>
    public sealed partial class Machine : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly Lazy<string> _version;

        public Machine() => _version = new(Install);

        public string Version => _version.Value;

        public string KernelImage => _folder[$"root/usr/lib/modules/{Version}/vmlinuz"];

        public string Cache => _folder["cache"];

        /// <summary>The one that is shipped, of packages elsewhere.</summary>
        public string Recipe => ShippedRecipe.Replace(
            "installed = \"/var/lib/rpm\"", $"installed = \"{_folder["root"]}/usr/lib/sysimage/rpm\"\nroot = \"{_folder["root"]}\"", StringComparison.Ordinal);

        private static string ShippedRecipe => File.ReadAllText(Path.Combine(Checkout.Root, "src", "kernel-install", "kernel-install.toml"));

        public void Dispose() => _folder.Dispose();

        private string Install()
        {
            DistroFixture distro = DistroFixture.Require();
            File.WriteAllText(_folder["packages.toml"], ShippedRecipe.Replace("installed = \"/var/lib/rpm\"", $"baseurl = \"{distro.Repository}\"\nsignatures = \"none\"", StringComparison.Ordinal));
            ToolResult locked = ComposerProgram.Run("lock", _folder["packages.toml"], "--profile", "uki-x86_64", "--set", "roles.kernel=linux-image-*-cloud-amd64", "--cache", Cache);
            Assert.True(locked.ExitCode == 0, locked.Error);
            string[] packages = [.. Location().Matches(File.ReadAllText(_folder["packages.lock"])).Select(match => Path.Combine(distro.Repository, match.Groups[1].Value))];
            Directory.CreateDirectory(_folder["root"]);
            string[] rpm =
            [
                "rpm", "--root", _folder["root"], "--define", "_db_backend sqlite", "--dbpath", "/usr/lib/sysimage/rpm", "--nodeps", "--noscripts", "--notriggers", "--nosignature", "-i", .. packages,
            ];
            Tool.Require("rpm", "rpm");
            if (Environment.UserName == "root") Tool.Require("env", "coreutils").Run(rpm);
            else Tool.Require("unshare", "util-linux").Run(["--map-root-user", .. rpm]);
            return Path.GetFileName(Assert.Single(Directory.GetDirectories(_folder["root/usr/lib/modules"])));
        }

        [GeneratedRegex("^location = \"(?<location>.*)\"$", RegexOptions.Multiline, 1000)]
        private static partial Regex Location();
    }
}

using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Import;
using InitrdComposer.Import.Dracut;
using InitrdComposer.Import.Features;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Import.Dracut;

public sealed class DracutImportTests
{
    private const string KernelVersion = "6.12.117+deb13-cloud-amd64";

    public static TheoryData<string, string> FixturesByDistribution => new(
        from path in Directory.EnumerateFiles(Checkout.Fixture("dracut"), "*.conf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        from distribution in Distribution.All
        select (Path.GetRelativePath(Checkout.Fixture("dracut"), path), distribution.Id));

    public static TheoryData<string> Shipped => new(Directory.EnumerateFiles(Checkout.Fixture("dracut", "shipped")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(FixturesByDistribution))]
    public void EveryRecipeIsOneThatWeRead(string file, string distribution)
    {
        ImportedRecipe imported = Import(file, new DracutRequest(distribution) { Uefi = true, CommandLine = "console=ttyS0 rd.break" });
        Recipe recipe = Parse(imported);
        Assert.Equal(distribution, recipe.Distribution);
        Assert.EndsWith("console=ttyS0 rd.break", recipe.Uki!.CommandLine.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePublishedFileOf2022NamesTwoDriversThatAreNone()
    {
        ImportedRecipe imported = Import("virt-2022.conf", new("centos"));
        Assert.Equal(
            [("drivers: scsi-hd", "sd_mod", "23:22"), ("drivers: scsi-cd", "sr_mod", "23:30")],
            imported.Findings.Where(finding => finding.Verdict == ImportVerdict.MatchesNothing).Select(finding => (finding.Subject, finding.Suggestion!, Place(finding))));
        Assert.Equal(["dracutmodules: shutdown"], imported.Findings.Where(finding => finding.Verdict == ImportVerdict.NoCounterpart).Select(finding => finding.Subject));
        Recipe recipe = Parse(imported);
        string[] modules = [.. recipe.Modules.Include.Select(pattern => pattern.Value)];
        Assert.Contains("sd_mod", modules);
        Assert.Contains("sr_mod", modules);
        Assert.DoesNotContain("default", modules);
        Assert.DoesNotContain(modules, pattern => pattern.StartsWith("scsi-", StringComparison.Ordinal));
        string[] packages = [.. recipe.Packages.Install.Select(package => package.Value)];
        Assert.Subset(packages.ToHashSet(), new HashSet<string> { "lvm2", "tpm2-tss", "cryptsetup-libs", "dbus-broker", "e2fsprogs", "xfsprogs", "dosfstools" });
        Assert.DoesNotContain("btrfs-progs", packages);
        Assert.Empty(recipe.Roles.Microcode);
        Assert.Equal(Formats.Compression.CompressionFormat.Xz, recipe.Initrd.Compression);
    }

    [Fact]
    public void ARealKernelSaysTheSameAndWhatItHasBuiltIn()
    {
        KernelNames kernel = KernelNamesReader.Read(Disk.Host, DistroFixture.Require().Package($"linux-image-{KernelVersion}"));
        Assert.Equal(KernelVersion, kernel.Version);
        ImportedRecipe imported = Import("virt-2022.conf", new("debian") { Kernel = kernel });
        Assert.Equal([("drivers: scsi-hd", "sd_mod"), ("drivers: scsi-cd", "sr_mod")], imported.Findings.Where(finding => finding.Verdict == ImportVerdict.MatchesNothing).Select(finding => (finding.Subject, finding.Suggestion!)));
        Assert.Equal(
            ["drivers: virtio-pci", "drivers: nvme", "filesystems: ext4"],
            imported.Findings.Where(finding => finding.Verdict == ImportVerdict.BuiltIn && finding.Remark.Contains(KernelVersion, StringComparison.Ordinal)).Select(finding => finding.Subject));
    }

    [Fact]
    public void TheFolderOfAKernelSaysWhatItHas()
    {
        using var folder = new TempFolder();
        string modules = Path.Combine(folder.Path, "6.1.0-test");
        Directory.CreateDirectory(modules);
        File.WriteAllText(Path.Combine(modules, "modules.dep"), "kernel/drivers/scsi/sd_mod.ko.xz:\nkernel/drivers/md/raid456.ko.xz: kernel/lib/raid6_pq.ko\n");
        File.WriteAllText(Path.Combine(modules, "modules.builtin"), "kernel/fs/ext4/ext4.ko\n");
        File.WriteAllText(Path.Combine(modules, "modules.alias"), "alias raid5 raid456\nalias scsi:t-0x00* sd_mod\n");
        ImportedRecipe imported = Text("add_drivers+=\" sd-mod raid5 raid45 =drivers/md =drivers/none \"\nfilesystems=\"ext4\"\n", new("fedora") { Kernel = KernelNamesReader.Read(Disk.Host, modules) });
        Assert.Equal(
            [
                "add_drivers: sd-mod Translated ", "add_drivers: raid5 Translated ", "add_drivers: raid45 MatchesNothing raid456", "add_drivers: =drivers/md Translated ",
                "add_drivers: =drivers/none MatchesNothing ", "filesystems: ext4 BuiltIn ",
            ],
            imported.Findings.Where(finding => finding.Subject.StartsWith("add_", StringComparison.Ordinal) || finding.Subject.StartsWith("file", StringComparison.Ordinal)).Select(finding => $"{finding.Subject} {finding.Verdict} {finding.Suggestion}"));
        Assert.Equal(["sd-mod", "raid456", "/drivers/md/", "ext4"], Parse(imported).Modules.Include.Select(pattern => pattern.Value).Where(pattern => pattern[0] is not '?'));
    }

    [Fact]
    public void TodaysFileHasAnAssignmentThatIsNone()
    {
        ImportedRecipe imported = Import("virt-2026.conf", new("centos"));
        Assert.Equal(["21:18", "11:1", "20:1"], imported.Findings.Where(finding => finding.Verdict == ImportVerdict.NotRead).Select(Place));
        Assert.Contains(imported.Findings, finding => finding.Remark.Contains("dracut never sees the value", StringComparison.Ordinal));
        Assert.DoesNotContain(imported.Findings, finding => finding.Verdict == ImportVerdict.MatchesNothing);
        Assert.Contains("/usr/sbin/mkfs.xfs", Parse(imported).Packages.Install.Select(package => package.Value));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void WhatDistributionsShipIsReadWhole(string file) =>
        Assert.Empty(Import($"shipped/{file}", new("fedora")).Findings.Where(finding => finding.Verdict is ImportVerdict.NotRead or ImportVerdict.MatchesNothing));

    [Fact]
    public void DropInsOfTheProjectAreTakenByProfile()
    {
        string folder = Path.Combine(Checkout.Root, "mkosi.conf.d");
        ImportedRecipe imported = Text("dracutmodules+=\" base lvm fs-lib plymouth-unknown tpm2-tss \"\n", new("fedora") { DropIns = "mkosi.conf.d", Profiles = ["lvm"] });
        Recipe recipe = RecipeReader.Parse(Encoding.UTF8.GetBytes(imported.Text), Path.Combine(Checkout.Root, "imported.toml"));
        Assert.Contains("lvm", ProjectProfiles.In(Disk.Host, folder));
        string[] packages = [.. recipe.Packages.Install.Select(package => package.Value)];
        Assert.Contains("lvm2", packages);
        Assert.Contains("tpm2-tss", packages);
        Assert.Contains("systemd", packages);
        Assert.DoesNotContain("\"systemd\"", imported.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compress=\"zstd -3 -T0 -q\"", "zstd", 3)]
    [InlineData("compress=pigz\ncompress_level_gzip=6", "gzip", 6)]
    [InlineData("compress=\"xz --check=crc32\"", "xz", null)]
    [InlineData("compress=cat", "none", null)]
    [InlineData("compress=bzip2", "zstd", null)]
    public void TheCompressorAndItsLevelAreTaken(string text, string compression, int? level)
    {
        Recipe recipe = Parse(Text(text + "\n", new("fedora")));
        Assert.Equal((compression, level), (recipe.Initrd.Compression.ToString().ToLowerInvariant(), recipe.Initrd.Level));
    }

    [Theory]
    [InlineData("add_driver+=\" nvme \"", "add_driver=nvme", "add_drivers")]
    [InlineData("add_dracutmodules+=\" lmv \"", "add_dracutmodules: lmv", "lvm")]
    public void TyposAreToldWithWhatWasMeant(string text, string subject, string suggestion)
    {
        ImportFinding finding = Assert.Single(Text(text + "\n", new("fedora")).Findings, finding => finding.Verdict == ImportVerdict.MatchesNothing);
        Assert.Equal((subject, suggestion), (finding.Subject, finding.Suggestion));
    }

    [Fact]
    public void SecureBootAndSplashBecomeTheUkis()
    {
        Recipe recipe = Parse(Text("uefi=yes\nuefi_secureboot_key=/k/db.key\nuefi_secureboot_cert=/k/db.crt\nuefi_splash_image=/s.bmp\nkernel_cmdline=\"root=/dev/a rw\"\nomit_drivers+=\" nouveau i2o_.* \"\n", new("centos")));
        Assert.Equal("root=/dev/a rw", recipe.Uki!.CommandLine.Value);
        Assert.Equal("systemd-boot-unsigned", recipe.Roles.Stub!.Value.Value);
        Assert.Equal(["?-nouveau", "?-re:(^|/)(i2o_.*)\\.ko"], recipe.Modules.Include.Select(pattern => pattern.Value).Where(pattern => pattern.Contains("nouveau", StringComparison.Ordinal) || pattern.Contains("i2o", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("arch", "no RPMs")]
    [InlineData("fedroa", "fedroa")]
    public void ADistributionWithoutRpmsIsRefused(string distribution, string message) =>
        Assert.Contains(message, Assert.Throws<ComposerException>(() => Text("hostonly=no\n", new(distribution))).Message, StringComparison.Ordinal);

    [Fact]
    public void NoInputMakesItFail()
    {
        var random = new Random(5);
        byte[][] seeds = [.. Directory.EnumerateFiles(Checkout.Fixture("dracut"), "*.conf", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        byte[] interesting = [.. "\"'`$(){}[]\\\n\t =+;&|<>#-?*/"u8];
        for (int i = 0; i < 600; i++)
        {
            byte[] mutated = [.. seeds[i % seeds.Length]];
            for (int change = random.Next(1, 6); change > 0; change--) mutated[random.Next(mutated.Length)] = random.Next(8) == 0 ? (byte)random.Next(256) : interesting[random.Next(interesting.Length)];
            using var folder = new TempFolder();
            File.WriteAllBytes(folder["x.conf"], mutated);
            ImportedRecipe imported;
            try
            {
                imported = DracutImport.Of(Disk.Host, [folder["x.conf"]], new("fedora") { Uefi = true });
            }
            catch (ComposerException error)
            {
                Assert.NotNull(error.Location);
                continue;
            }

            Parse(imported);
        }
    }

    private static string Place(ImportFinding finding) => $"{finding.Place.Position!.Value.Line}:{finding.Place.Position!.Value.Column}";

    private static Recipe Parse(ImportedRecipe imported) => RecipeReader.Parse(Encoding.UTF8.GetBytes(imported.Text), "imported.toml");

    private static ImportedRecipe Import(string fixture, DracutRequest request) => DracutImport.Of(Disk.Host, [Checkout.Fixture("dracut", fixture)], request);

    private static ImportedRecipe Text(string text, DracutRequest request)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["x.conf"], text);
        return DracutImport.Of(Disk.Host, [folder["x.conf"]], request);
    }
}

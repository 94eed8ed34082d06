using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Sysext;

/// <summary>`sysext lock` and `sysext build` beside the demo.</summary>
public sealed class ExtensionBuildTests : IDisposable
{
    private readonly ComposedDemo _demo;
    private readonly TempFolder _folder = new();

    public ExtensionBuildTests(ComposedDemo demo) => _demo = demo.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ShippedRecipesComposeAgainstTheDemoAndItChecksThem()
    {
        ToolResult built = Build("out", Shipped("lvm"), Shipped("storage-extra"));
        Assert.True(built.ExitCode == 0, built.Error);
        foreach (JsonElement extension in Manifest("out").GetProperty("extensions").EnumerateArray())
        {
            string image = Path.Combine(_folder["out"], extension.GetProperty("file").GetString()!);
            Assert.Equal(ListingOf(extension), ListingOf(image));
            Assert.True(extension.GetProperty("modules").GetArrayLength() > 0);
        }

        // Both would be merged, were they signed: nothing else is wrong.
        ToolResult check = ComposerProgram.Run(["sysext", "check", _demo.Output, .. Images("out"), "--policy", "root=verity+signed+absent:usr=absent"]);
        Assert.True(check.ExitCode == 0, check.Error + check.Output);
    }

    [Fact]
    public void PackagesOfTheBaseAreNotBroughtAgain()
    {
        string recipe = Recipe("tpm", "[packages]\ninstall = [\"tpm2-tools\"]\n");
        Assert.Equal(0, Build("out", recipe).ExitCode);
        string[] ofBase = [.. File.ReadLines(_demo.Lock).Where(line => line.StartsWith("nevra", StringComparison.Ordinal))];
        string[] own = [.. File.ReadLines(_folder["tpm.lock"]).Where(line => line.StartsWith("nevra", StringComparison.Ordinal))];
        Assert.Contains(own, line => line.Contains("tpm2-tools-", StringComparison.Ordinal));
        Assert.Empty(own.Intersect(ofBase));
        JsonElement extension = Manifest("out").GetProperty("extensions")[0];
        string[] paths = [.. extension.GetProperty("files").EnumerateArray().Where(file => file.GetProperty("type").GetString() != "directory").Select(file => file.GetProperty("path").GetString()!)];
        Assert.Contains("/usr/bin/tpm2_pcrread", paths);
        Assert.All(paths, path => Assert.StartsWith("/usr/", path, StringComparison.Ordinal));
        Assert.Contains("/etc/tpm2-tss/fapi-config.json", extension.GetProperty("leftOut").EnumerateArray().Select(path => path.GetString()));
        Assert.Empty(paths.Intersect(BasePaths()));
    }

    [Fact]
    public void TheSameLocksGiveTheSameBytes()
    {
        string recipe = Recipe("net", "[modules]\ninclude = [\"bonding\"]\n");
        Assert.Equal(0, Build("one", recipe).ExitCode);
        ToolResult again = Build("one", recipe);
        Assert.Contains("up to date", again.Output, StringComparison.Ordinal);
        Assert.Contains("IC-SXT09", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, Build("two", recipe).ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder["one/net.sysext.raw"]), File.ReadAllBytes(_folder["two/net.sysext.raw"]));
        Assert.Equal(File.ReadAllBytes(_folder["one/manifest.json"]), File.ReadAllBytes(_folder["two/manifest.json"]));
    }

    [Fact]
    public void ASignatureMadeElsewhereGivesTheSameBytesAsOneOfTheBuild()
    {
        Tool openssl = Tool.Require("openssl", "openssl");
        openssl.Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["v.key"], "-out", _folder["v.crt"], "-subj", "/CN=extensions", "-days", "9");
        string recipe = Recipe("net", "[modules]\ninclude = [\"bonding\"]\n"), unsigned = _folder["unsigned/net.sysext.raw"];
        Assert.Equal(0, Build("unsigned", recipe).ExitCode);
        ToolResult built = ComposerProgram.Run(
            "sysext", "build", recipe, "--base", _demo.Output, "--output", _folder["signed"], "--cache", _demo.Cache, "--set", "extension.verity-key=v.key", "--set", "extension.verity-certificate=v.crt");
        Assert.True(built.ExitCode == 0, built.Error);
        byte[] signed = File.ReadAllBytes(_folder["signed/net.sysext.raw"]);
        ToolResult byKey = ComposerProgram.Run(
            "sysext", "build", recipe, "--base", _demo.Output, "--output", _folder["key"], "--cache", _demo.Cache, "--key", _folder["v.key"], "--certificate", _folder["v.crt"]);
        Assert.True(byKey.ExitCode == 0, byKey.Error);
        Assert.Equal(signed, File.ReadAllBytes(_folder["key/net.sysext.raw"]));
        Assert.DoesNotContain("v.key", File.ReadAllText(_folder["key/net.toml"]), StringComparison.Ordinal);

        // Nobody can sign it again who has no key, which is told before anything is built.
        ToolResult keyless = ComposerProgram.Run("rebuild", _folder["key"], "--base", _demo.Output, "--cache", _demo.Cache);
        Assert.Equal(2, keyless.ExitCode);
        Assert.Contains("net.sysext.raw: is signed there, and nobody would sign it here\n  hint: give --key and --certificate of whoever signed it", keyless.Error, StringComparison.Ordinal);
        ToolResult rebuilt = ComposerProgram.Run("rebuild", _folder["key"], "--base", _demo.Output, "--cache", _demo.Cache, "--key", _folder["v.key"], "--certificate", _folder["v.crt"]);
        Assert.True(rebuilt.ExitCode == 0, rebuilt.Error);
        ToolResult verified = ComposerProgram.Run("verify", _folder["key"]);
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Matches(@"ok    net\.spdx\.json: its 0 packages are those of net\.lock; [1-9]\d* more are of its base, whose lock is not here\n", verified.Output);
        Assert.Contains("\nthe images' own signatures are looked at by: initrd-composer sysext check BASE EXTENSION...\n", verified.Output, StringComparison.Ordinal);

        Directory.CreateDirectory(_folder["later"]);
        ToolResult later = ComposerProgram.Run("sysext", "sign", unsigned, "--key", _folder["v.key"], "--certificate", _folder["v.crt"], "-o", _folder["later/net.sysext.raw"]);
        Assert.True(later.ExitCode == 0, later.Error);
        Assert.Equal(signed, File.ReadAllBytes(_folder["later/net.sysext.raw"]));

        Assert.Equal(0, ComposerProgram.Run("sysext", "digest", unsigned, "-o", _folder["to-sign"]).ExitCode);
        openssl.Run("dgst", "-sha256", "-sign", _folder["v.key"], "-out", _folder["net.sig"], _folder["to-sign/net.sysext.raw.roothash.tbs"]);
        ToolResult attached = ComposerProgram.Run("sysext", "attach", unsigned, "--signature", _folder["net.sig"], "--certificate", _folder["v.crt"], "-o", _folder["later/again.raw"]);
        Assert.True(attached.ExitCode == 0, attached.Error);
        Assert.Equal(signed, File.ReadAllBytes(_folder["later/again.raw"]));

        Damage.FlipByteInTheMiddle(_folder["net.sig"]);
        ToolResult refused = ComposerProgram.Run("sysext", "attach", unsigned, "--signature", _folder["net.sig"], "--certificate", _folder["v.crt"], "-o", _folder["never"]);
        Assert.Equal(4, refused.ExitCode);
        byte[] bytes = File.ReadAllBytes(unsigned);
        bytes[(40 * 512) + 100] ^= 1;
        File.WriteAllBytes(unsigned, bytes);
        refused = ComposerProgram.Run("sysext", "digest", unsigned, "-o", _folder["to-sign"]);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("is not the one that was hashed", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ANakedFileSystemAndAFolderHoldTheSameFiles()
    {
        string recipe = Recipe("tpm", "[packages]\ninstall = [\"tpm2-tools\"]\n");
        foreach (string format in (string[])["squashfs", "directory"])
        {
            ToolResult built = ComposerProgram.Run("sysext", "build", recipe, "--base", _demo.Output, "--output", _folder[format], "--cache", _demo.Cache, "--set", $"extension.format={format}");
            Assert.True(built.ExitCode == 0, built.Error);
        }

        string[] listed = ListingOf(Manifest("directory").GetProperty("extensions")[0]);
        Assert.Equal(listed, ListingOf(_folder["squashfs/tpm.sysext.raw"], offset: 0));
        Assert.Equal(
            listed, Directory.EnumerateFileSystemEntries(_folder["directory/tpm"], "*", SearchOption.AllDirectories).Select(path => path[_folder["directory/tpm"].Length..]).Order(StringComparer.Ordinal));
        Assert.True(File.GetUnixFileMode(_folder["directory/tpm/usr/bin/tpm2"]).HasFlag(UnixFileMode.UserExecute));
        ToolResult check = ComposerProgram.Run("sysext", "check", _demo.Output, _folder["directory/tpm"]);
        Assert.True(check.ExitCode == 0, check.Error + check.Output);
    }

    [Fact]
    public void VerityAndPartitionTableAreWhatOthersRead()
    {
        Assert.Equal(0, Build("out", Recipe("net", "[modules]\ninclude = [\"bonding\"]\n")).ExitCode);
        string rootHash = Manifest("out").GetProperty("extensions")[0].GetProperty("rootHash").GetString()!;
        string[] rows = [.. Tool.Require("sfdisk", "fdisk").Run("-d", _folder["out/net.sysext.raw"]).Split('\n').Where(line => line.Contains("start=", StringComparison.Ordinal))];
        byte[] image = File.ReadAllBytes(_folder["out/net.sysext.raw"]);
        for (int i = 0; i < 2; i++) File.WriteAllBytes(_folder[$"part{i}"], image.AsSpan(512 * Field(rows[i], "start="), 512 * Field(rows[i], "size=")).ToArray());
        Tool.Require("veritysetup", "cryptsetup-bin").Run("verify", _folder["part0"], _folder["part1"], rootHash);

        static int Field(string row, string name) => int.Parse(row[(row.IndexOf(name, StringComparison.Ordinal) + name.Length)..].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void SetsThatCollideAreRefusedWithThePathAndBothNames()
    {
        foreach (string name in (string[])["one", "two"])
        {
            Directory.CreateDirectory(_folder[$"{name}.d/usr/lib"]);
            File.WriteAllText(_folder[$"{name}.d/usr/lib/same"], name);
        }

        ToolResult refused = Build("out", Recipe("one", "[[extra-trees]]\nsource = \"one.d\"\n"), Recipe("two", "[[extra-trees]]\nsource = \"two.d\"\n"));
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("/usr/lib/same: different content: one has it from", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void ALockOfAnotherBaseIsStale()
    {
        string recipe = Recipe("net", "[modules]\ninclude = [\"bonding\"]\n");
        Assert.Equal(0, Build("out", recipe).ExitCode);
        string text = File.ReadAllText(_folder["net.lock"]);
        int digest = text.IndexOf("base: sha256:", StringComparison.Ordinal) + "base: sha256:".Length;
        File.WriteAllText(_folder["net.lock"], text[..digest] + new string('0', 64) + text[(digest + 64)..]);
        ToolResult stale = Build("again", recipe);
        Assert.Equal(4, stale.ExitCode);
        Assert.Contains("\"base: sha256:", stale.Error, StringComparison.Ordinal);
        Assert.Contains("initrd-composer sysext lock ", stale.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ABaseWhoseTreeIsNotWhatWasBuiltIsRefused()
    {
        string copy = _demo.Copy(_folder);
        string manifest = Path.Combine(copy, "manifest.json");
        string text = File.ReadAllText(manifest);
        string content = JsonDocument.Parse(text).RootElement.GetProperty("images")[0].GetProperty("contentDigest").GetString()!;
        File.WriteAllText(manifest, text.Replace(content, "sha256:" + new string('1', 64), StringComparison.Ordinal));
        ToolResult refused = ComposerProgram.Run("sysext", "build", Recipe("net", "[modules]\ninclude = [\"bonding\"]\n"), "--base", copy, "-o", _folder["ext"], "--cache", _demo.Cache);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains($"the base's content: got {content}", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatNoBuildWroteIsNoBase()
    {
        ToolResult refused = ComposerProgram.Run("sysext", "build", Recipe("net", ""), "--base", _folder.Path, "-o", _folder["out"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("there is no manifest.json, expected the output folder of a build", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/extensions")]
    [InlineData("/..")]
    public void TheBaseIsNotReplacedByItsExtensions(string output)
    {
        ToolResult refused = ComposerProgram.Run("sysext", "build", Recipe("net", ""), "--base", _demo.Output, "-o", _demo.Output + output);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("the base's folder", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_demo.Initrd));
    }

    [Fact]
    public void AnOptionThatThereIsNotIsNoRecipe()
    {
        ToolResult refused = ComposerProgram.Run("sysext", "build", Recipe("net", ""), "--base", _demo.Output, "-o", _folder["out"], "--sign", "x");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("unknown option --sign", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AConfextHoldsWhatIsInEtcAndNothingElse()
    {
        Directory.CreateDirectory(_folder["conf/etc/modprobe.d"]);
        Directory.CreateDirectory(_folder["conf/usr/lib"]);
        File.WriteAllText(_folder["conf/etc/modprobe.d/extra.conf"], "options loop max_loop=8\n");
        File.WriteAllText(_folder["conf/usr/lib/not-merged"], "x");
        ToolResult built = Build("out", Recipe("conf", "[[extra-trees]]\nsource = \"conf\"\n", "kind = \"confext\"\n"));
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.Contains("IC-IMG12", built.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["/etc", "/etc/extension-release.d", "/etc/extension-release.d/extension-release.conf", "/etc/modprobe.d", "/etc/modprobe.d/extra.conf"], ListingOf(_folder["out/conf.confext.raw"]));
        ToolResult check = ComposerProgram.Run("sysext", "check", _demo.Output, _folder["out/conf.confext.raw"], "--policy", "root=verity+signed+absent");
        Assert.True(check.ExitCode == 0, check.Error + check.Output);
    }

    [Fact]
    public void APlaceOfTheBasesRecipeIsRememberedForEachOutputFolder()
    {
        Directory.CreateDirectory(_folder["a/tree/usr"]);
        Directory.CreateDirectory(_folder["b/tree/usr"]);
        foreach (string name in (string[])["a", "b"])
        {
            File.WriteAllText(_folder[$"{name}/tree/usr/own"], name);
            File.WriteAllText(
                _folder[$"{name}/base.toml"],
                _demo.Distro.RecipeForElsewhere.Replace("name = \"demo\"", "name = \"base\"", StringComparison.Ordinal)
                    + "\n[[extra-trees]]\nsource = \"tree\"\n");
            ToolResult built = ComposerProgram.Run("build", _folder[$"{name}/base.toml"], "-o", _folder[$"{name}/out"], "--cache", _demo.Cache);
            Assert.True(built.ExitCode == 0, built.Error);
        }

        // One lock, two trees: the first folder's is not the one that was built last.
        ToolResult extension = ComposerProgram.Run("sysext", "build", Recipe("net", "[modules]\ninclude = [\"bonding\"]\n"), "--base", _folder["a/out"], "-o", _folder["ext"], "--cache", _demo.Cache);
        Assert.True(extension.ExitCode == 0, extension.Error);
        Assert.Equal(0, ComposerProgram.Run("rebuild", _folder["a/out"], "--cache", _demo.Cache).ExitCode);
    }

    [Fact]
    public void EachVerbNamesTheOtherForTheOthersRecipes()
    {
        ToolResult build = ComposerProgram.Run("build", Recipe("net", ""), "-o", _folder["out"]);
        Assert.Equal(2, build.ExitCode);
        Assert.Contains("initrd-composer sysext build", build.Error, StringComparison.Ordinal);
        ToolResult sysext = ComposerProgram.Run("sysext", "build", _demo.Distro.Recipe, "--base", _demo.Output, "-o", _folder["out"]);
        Assert.Equal(2, sysext.ExitCode);
        Assert.Contains("initrd-composer build", sysext.Error, StringComparison.Ordinal);
    }

    private static string Shipped(string name) => Path.Combine(Checkout.Root, "sysext", name + ".toml");

    private ToolResult Build(string output, params string[] recipes) =>
        ComposerProgram.Run(["sysext", "build", .. recipes, "--base", _demo.Output, "--output", _folder[output], "--cache", _demo.Cache, "--locks", _folder.Path]);

    private string Recipe(string name, string text, string extension = "")
    {
        File.WriteAllText(_folder[$"{name}.toml"], $"{text}[extension]\n{extension}");
        return _folder[$"{name}.toml"];
    }

    private JsonElement Manifest(string output) => JsonDocument.Parse(File.ReadAllText(_folder[$"{output}/manifest.json"])).RootElement;

    private string[] Images(string output) => Directory.GetFiles(_folder[output], "*.raw");

    private string[] BasePaths() =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(_demo.Output, "manifest.json"))).RootElement.GetProperty("images")[0].GetProperty("files").EnumerateArray()
            .Where(file => file.GetProperty("type").GetString() != "directory").Select(file => file.GetProperty("path").GetString()!)];

    private static string[] ListingOf(JsonElement extension) =>
        [.. extension.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>As unsquashfs sees the data partition, which begins at block 40.</summary>
    private static string[] ListingOf(string image, int offset = 40 * 512) =>
        [.. Tool.Require("unsquashfs", "squashfs-tools").Run("-o", $"{offset}", "-l", "-d", "", image).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith('/') && line.Length > 1).Order(StringComparer.Ordinal)];
}

using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>
/// A kernel package whose build composes its UKI (tests/fixtures/kernel-uki-virt): by rpmbuild, as an ordinary user, without network, twice with the same
/// bytes.
/// </summary>
public sealed partial class KernelUkiVirtTests : IDisposable
{
    private const string Nobody = "65534";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void APackageBuildComposesTheSameUkiEachTime()
    {
        DistroFixture distro = DistroFixture.Require();
        CopyProgram();
        CopyPackages(distro);
        string kernel = distro.Package("linux-image-6");
        File.Copy(kernel, _folder["kernel.rpm"]);
        MakeReadable();

        string first = BuildPackage("first"), second = BuildPackage("elsewhere/second");
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));

        Assert.Contains("installonlypkg(kernel)", Query(first, "--provides"), StringComparison.Ordinal);
        string version = KernelVersion().Match(Query(first, "-l")).Groups[1].Value;
        Assert.Equal(
            [$"/boot/efi/EFI/Linux/fixture-{version}.efi", $"/lib/modules/{version}", $"/lib/modules/{version}/vmlinuz-virt.efi"],
            Query(first, "-l").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches($"(?m)^/boot/efi/EFI/Linux/fixture-{Regex.Escape(version)}.efi 64$", Query(first, "--qf", "[%{FILENAMES} %{FILEFLAGS}\n]"));

        Directory.CreateDirectory(_folder["unpacked"]);
        Tool.Require("bash", "bash").Run("-c", $"cd '{_folder["unpacked"]}' && rpm2cpio '{first}' | cpio --extract --make-directories --quiet");
        string uki = _folder[$"unpacked/lib/modules/{version}/vmlinuz-virt.efi"];
        ToolResult inspected = ComposerProgram.Run("inspect", uki);
        Assert.True(inspected.ExitCode == 0, inspected.Error);
        Assert.All([".linux", ".initrd", ".uname", ".cmdline", ".osrel"], section => Assert.Contains(section, inspected.Output, StringComparison.Ordinal));
        Assert.True(File.ReadAllBytes(uki).AsSpan().IndexOf("console=tty0 console=ttyS0"u8) > 0);
    }

    private string BuildPackage(string name)
    {
        string top = _folder[name];
        Directory.CreateDirectory(top);
        MakeReadable();
        bool isRoot = Environment.UserName == "root";
        string[] namespaces = isRoot
            ? ["--net", "setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"]
            : ["--user", "--map-current-user", "--net"];
        if (isRoot) Tool.Require("chown", "coreutils").Run("-R", $"{Nobody}:{Nobody}", top);
        Tool.Require("rpmbuild", "rpm");
        Tool.Require("cpio", "cpio");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["HOME"] = top, ["SOURCE_DATE_EPOCH"] = "1767225600", ["TMPDIR"] = top };
        string[] definitions =
        [
            $"_topdir {top}", $"_sourcedir {_folder["sources"]}", $"_tmppath {top}", $"rpms {_folder["rpms"]}", $"kernel_package {_folder["kernel.rpm"]}",
            $"composer {_folder["program/initrd-composer"]}", "_buildhost fixture", "use_source_date_epoch_as_buildtime 1", "clamp_mtime_to_source_date_epoch 1",
            "_binary_payload w3.zstdio", "_dbpath " + Path.Combine(top, "db"),
        ];
        ToolResult built = Tool.Require("unshare", "util-linux").Start(
            top, environment,
            [.. namespaces, "rpmbuild", "-bb", "--nodeps", .. definitions.SelectMany(definition => new[] { "--define", definition }), _folder["sources/kernel-uki-virt.spec"]]);
        Assert.True(built.ExitCode == 0, built.Error + built.Output);
        return Assert.Single(Directory.GetFiles(Path.Combine(top, "RPMS"), "*.rpm", SearchOption.AllDirectories));
    }

    private static string Query(string package, params string[] arguments) => Tool.Require("rpm", "rpm").Run(["-qp", "--nosignature", package, .. arguments]);

    /// <summary>Beside the tests' own files, which an ordinary user need not be able to reach.</summary>
    private void CopyProgram()
    {
        Directory.CreateDirectory(_folder["program"]);
        Tool.Require("bash", "bash").Run("-c", $"cd '{AppContext.BaseDirectory}' && cp -r initrd-composer* *.dll runtimes '{_folder["program"]}'");
    }

    /// <summary>The userspace's packages and the stub, and nothing that would change what is chosen.</summary>
    private void CopyPackages(DistroFixture distro)
    {
        Directory.CreateDirectory(_folder["rpms"]);
        Directory.CreateDirectory(_folder["sources"]);
        foreach (string file in Directory.GetFiles(Checkout.Fixture("kernel-uki-virt"))) File.Copy(file, _folder[$"sources/{Path.GetFileName(file)}"]);
        string recipe = File.ReadAllText(_folder["sources/virt.toml"]);
        Assert.Contains("kernel = { directory = \"kernel\" }\n", recipe, StringComparison.Ordinal);
        string userspace = recipe[..recipe.IndexOf("[modules]", StringComparison.Ordinal)]
            .Replace("kernel = { directory = \"kernel\" }\n", "", StringComparison.Ordinal).Replace("packages = \"rpms\"", $"packages = \"{distro.Repository}\"", StringComparison.Ordinal);
        File.WriteAllText(_folder["userspace.toml"], userspace);
        ToolResult locked = ComposerProgram.Run("lock", _folder["userspace.toml"], "--cache", _folder["cache"]);
        Assert.True(locked.ExitCode == 0, locked.Error);
        foreach (Match match in Location().Matches(File.ReadAllText(_folder["userspace.lock"])))
        {
            File.Copy(Path.Combine(distro.Repository, match.Groups[1].Value), _folder[$"rpms/{match.Groups[1].Value}"]);
        }
    }

    private void MakeReadable() => Tool.Require("chmod", "coreutils").Run("-R", "a+rX", _folder.Path);

    [GeneratedRegex("^/lib/modules/(?<version>.*)/vmlinuz-virt\\.efi$", RegexOptions.Multiline, 1000)]
    private static partial Regex KernelVersion();

    [GeneratedRegex("^location = \"(?<location>.*)\"$", RegexOptions.Multiline, 1000)]
    private static partial Regex Location();
}

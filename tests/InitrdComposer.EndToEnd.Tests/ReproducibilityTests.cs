using InitrdComposer.Formats;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The same lock gives the same bytes, wherever, whenever and by whomever it is built.</summary>
public sealed class ReproducibilityTests(ComposedDemo demo)
{
    [Fact]
    public void AnotherFolderLocaleTimeZoneAndUmaskChangeNothing()
    {
        demo.Require();
        using var folder = new TempFolder();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LC_ALL"] = "tr_TR.UTF-8",
            ["TZ"] = "Pacific/Kiritimati",
            ["SOURCE_DATE_EPOCH"] = "1",
        };
        ToolResult result = Tool.Require("bash", "bash").Start(
            folder.Path, environment, "-c", $"umask 077; exec {Build(folder["elsewhere"], demo.Cache, demo.Lock)}");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(Digests(demo.Output), Digests(folder["elsewhere"]));
    }

    [Fact]
    public void AnOrdinaryUserGetsRootsBytes()
    {
        demo.Require();
        Assert.SkipUnless(Environment.UserName == "root", "needs root, to become somebody else");
        using var folder = new TempFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        string lockFile = folder["demo.lock"];
        File.Copy(demo.Lock, lockFile);

        ToolResult result = Tool.Require("setpriv", "util-linux").Start(
            folder.Path, new Dictionary<string, string?>(StringComparer.Ordinal) { ["HOME"] = folder["home"] },
            ["--reuid=65534", "--regid=65534", "--clear-groups", .. Build(folder["out"], folder["cache"], lockFile).Split(' ')]);
        Assert.SkipWhen(result.Error.Contains("Permission denied", StringComparison.Ordinal) && !Directory.Exists(folder["out"]) && !IsReadableByAll(), "the checkout cannot be read by an ordinary user");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(Digests(demo.Output), Digests(folder["out"]));
    }

    private string Build(string output, string cache, string lockFile) =>
        $"{Path.Combine(AppContext.BaseDirectory, "initrd-composer")} build {demo.Distro.Recipe} --lock {lockFile} --output {output} --cache {cache}";

    private static bool IsReadableByAll()
    {
        for (DirectoryInfo? folder = new(Checkout.Root); folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        }

        return true;
    }

    private static string[] Digests(string folder) =>
    [
        .. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file =>
        {
            using FileStream content = File.OpenRead(file);
            return $"{Path.GetFileName(file)} {Digest.Sha256Of(content)}";
        }),
    ];
}

using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests;

/// <summary>The wall inside the core: a stage may import Formats, the shared folders and the stages before it. See docs/architecture.md.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Shared folders, each importing only those before it.</summary>
    private static readonly string[] Shared = ["Diagnostics", "Packages", "Tree", "Classes", "Files", "Transport", "Programs", "Signing"];

    /// <summary>Stages in the order of the pipeline.</summary>
    private static readonly string[] Stages =
    [
        "Config", "Repository", "Resolver", "Lock", "Fetch", "Root", "Finalize", "Libraries", "Modules", "Removal", "Derived", "Proof", "Cpio", "Uki", "Images", "Sysext", "Manifest", "Attestation", "Esp", "Bundle", "Import", "Attribution", "Questions",
    ];

    private static readonly string[] MayUseNetwork = ["Transport", "Repository", "Fetch", "Bundle"];

    [Fact]
    public void EveryFolderOfTheCoreHasItsPlaceInTheOrder()
    {
        IEnumerable<string> unknown = Directory.EnumerateDirectories(Core).Select(folder => Path.GetFileName(folder)!)
            .Where(name => name is not ("bin" or "obj") && !Shared.Contains(name) && !Stages.Contains(name));
        Assert.Empty(unknown);
    }

    [Fact]
    public void AFolderImportsOnlyWhatComesBeforeIt() => Assert.Empty(
        from file in SourceFiles(Core)
        let folder = FolderOf(file)
        where folder is not null
        from import in ImportsOf(file)
        where !MayImport(folder, import)
        select $"{Path.GetRelativePath(Core, file)} imports {import}");

    /// <summary>Who makes extensions does not know who judges them.</summary>
    [Fact]
    public void ExtensionsAreMadeWithoutTheirCheck() => Assert.Empty(
        from file in Directory.EnumerateFiles(Path.Combine(Core, "Sysext"), "*.cs")
        where CheckName().IsMatch(File.ReadAllText(file))
        select Path.GetFileName(file));

    [Fact]
    public void FormatsKnowNothingOfTheCore() => Assert.Empty(
        from file in SourceFiles(Path.Combine(Checkout.Root, "src", "InitrdComposer.Formats"))
        where CoreName().IsMatch(File.ReadAllText(file))
        select file);

    [Fact]
    public void FormatsTouchNoHostPathClockOrNetwork() => Assert.Empty(
        from file in SourceFiles(Path.Combine(Checkout.Root, "src", "InitrdComposer.Formats"))
        where !file.Contains("/Native/", StringComparison.Ordinal) && HostAccess().IsMatch(File.ReadAllText(file))
        select file);

    /// <summary>See docs/decisions/0007-disk-seam.md. The boot verb's files are QEMU's.</summary>
    [Fact]
    public void OnlyFilesTouchesTheDisk() => Assert.Empty(
        from file in SourceFiles(Path.Combine(Checkout.Root, "src"))
        where !file.Contains("/InitrdComposer/Files/", StringComparison.Ordinal) && !file.Contains("/InitrdComposer.Cli/Boot/", StringComparison.Ordinal)
        let text = File.ReadAllText(file)
        where DiskAccess().IsMatch(text) || text.Contains("Files.Native", StringComparison.Ordinal)
        select $"{Path.GetRelativePath(Core, file)}: {DiskAccess().Match(text)}");

    /// <summary>Who forgets to pass the disk on must not find one: only the outermost entry points, given none, take this machine's.</summary>
    [Fact]
    public void OnlyEntryPointsChooseADisk() => Assert.Equal(
        ["Composition.cs", "Config/RecipeReader.cs", "Files/BlobStore.cs", "Files/KeyedStore.cs", "Lock/LockReader.cs", "Transport/Cache.cs"],
        from file in SourceFiles(Core)
        where File.ReadAllText(file).Contains("Disk.Host", StringComparison.Ordinal)
        orderby Path.GetRelativePath(Core, file)
        select Path.GetRelativePath(Core, file));

    private static string Core => Path.Combine(Checkout.Root, "src", "InitrdComposer");

    private static IEnumerable<string> SourceFiles(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories);

    /// <summary>The first folder below the core; null for Composer.cs and its like.</summary>
    private static string? FolderOf(string file) => Path.GetRelativePath(Core, file).Split('/') is [string folder, _, ..] ? folder : null;

    private static IEnumerable<string> ImportsOf(string file) => CoreImport().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Distinct();

    private static bool MayImport(string folder, string import)
    {
        if (folder == import) return true;
        if (import == "Transport" && !MayUseNetwork.Contains(folder)) return false;
        int shared = Array.IndexOf(Shared, import);
        return shared >= 0
            ? !Shared.Contains(folder) || shared < Array.IndexOf(Shared, folder)
            : Stages.Contains(folder) && Array.IndexOf(Stages, import) < Array.IndexOf(Stages, folder);
    }

    [GeneratedRegex(@"(?<=using (?:static )?(?:\w+ = )?)InitrdComposer\.(?!Formats)(\w+)")]
    private static partial Regex CoreImport();

    [GeneratedRegex(@"\bSysext\.Check\b|\bCheck\.[A-Z]")]
    private static partial Regex CheckName();

    [GeneratedRegex(@"\bInitrdComposer\.(?!Formats)\w+")]
    private static partial Regex CoreName();

    [GeneratedRegex(@"(?<![\w.])(?:(?:File|Directory|RandomAccess)\.[A-Z]\w+\(|(?:FileStream|FileInfo|DirectoryInfo|FileSystemInfo|DriveInfo|FileSystemWatcher)\b)")]
    private static partial Regex DiskAccess();

    [GeneratedRegex(@"\b(?:File|Directory|DateTime|DateTimeOffset|Environment|HttpClient|Console)\.\w+")]
    private static partial Regex HostAccess();
}

using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Caches that somebody else wrote to.</summary>
internal static class CacheCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("CAC-01", "every kept result is damaged: none is used", Spoiled(bytes => bytes[bytes.Length / 2] ^= 1), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-02", "a cache that is a link", Replaced(folder => Directory.CreateSymbolicLink(folder.Cache, folder.Home)), Refused("is no folder")),
        new("CAC-02", "a cache that everybody may write to", Replaced(folder => Directory.CreateDirectory(folder.Cache, (UnixFileMode)0b111_111_111)), Refused("may be written to by everybody")),
        new("CAC-02", "a cache that is a file", Replaced(folder => File.WriteAllText(folder.Cache, "")), Refused("is no folder")),
        new("CAC-03", "a package that is replaced after it was verified for the lock", ReplacedPackage, new Verdict.Refused(4, "MIR17", "0.rpm", "got sha256:")) { Command = folder => folder.Build("--locked") },
        new("CAC-04", "partial files of a run that was killed", WithPartials, new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-05", "every kept result is cut off", Truncated, new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-06", "links that lead nowhere in place of kept results", Linked, new Verdict.Accepted(SoundInitrd.IsSame)),
    ];

    private static Verdict.Refused Refused(string complaint) => new(7, "CAC02", $"/cache: the cache folder {complaint}");

    private static void Fill(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        ToolResult result = ConfinedProgram.Run(folder, folder.Build());
        Assert.True(result.ExitCode == 0, result.Error);
        Directory.Delete(folder.Output, recursive: true);
    }

    private static string[] Results(HostileFolder folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder.Cache, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0)];
        Assert.NotEmpty(files);
        return files;
    }

    private static Action<HostileFolder> Spoiled(Action<byte[]> change) => folder =>
    {
        Fill(folder);
        foreach (string file in Results(folder))
        {
            byte[] bytes = File.ReadAllBytes(file);
            change(bytes);
            File.WriteAllBytes(file, bytes);
        }
    };

    private static void ReplacedPackage(HostileFolder folder)
    {
        Fill(folder);
        Directory.CreateDirectory(folder.Output);
        Damage.FlipByteInTheMiddle(Path.Combine(folder.Repository, "0.rpm"));
    }

    private static void Truncated(HostileFolder folder)
    {
        Fill(folder);
        foreach (string file in Results(folder)) Damage.Truncate(file);
    }

    private static void Linked(HostileFolder folder)
    {
        Fill(folder);
        foreach (string file in Results(folder))
        {
            File.Delete(file);
            File.CreateSymbolicLink(file, "/nowhere/at/all");
        }
    }

    private static void WithPartials(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        string partial = Path.Combine(folder.Cache, "v1", "partial");
        Directory.CreateDirectory(partial);
        File.SetUnixFileMode(folder.Cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(partial, "sha256-" + new string('0', 64)), "half of a pack");
    }

    private static Action<HostileFolder> Replaced(Action<HostileFolder> make) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        make(folder);
        if (Directory.Exists(folder.Cache) && new DirectoryInfo(folder.Cache).LinkTarget is null) File.SetUnixFileMode(folder.Cache, (UnixFileMode)0b111_111_111);
    };
}

using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
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
        new("CAC-02", "a cache of another user", Replaced(OfNobody), Refused("belongs to another user")),
        new("CAC-03", "a package that is replaced after it was verified for the lock", folder =>
        {
            ReplacedPackage(folder);
            Directory.Delete(folder.Cache, recursive: true);
        }, new Verdict.Refused(4, "MIR17", "0.rpm", "got sha256:")) { Command = folder => folder.Build("--locked") },
        new("CAC-03", "a package that is replaced, of which nothing has to be read any more", ReplacedPackage, new Verdict.Accepted(SoundInitrd.IsSame)) { Command = folder => folder.Build("--locked") },
        new("CAC-04", "partial files of a run that was killed", WithPartials, new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-05", "every kept result is cut off", Truncated, new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-05", "every kept result is empty", Replacing(_ => []), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-05", "every kept result is all ones, lengths too", Replacing(length => Enumerable.Repeat((byte)0xFF, length).ToArray()), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-05", "every kept result is another's", Exchanged, new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-06", "links that lead nowhere in place of kept results", InPlace(file => File.CreateSymbolicLink(file, "/nowhere/at/all")), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-06", "links to files of others in place of kept results", folder => InPlace(file => File.CreateSymbolicLink(file, Path.Combine(folder.Root, "secret")))(folder), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-06", "folders in place of kept results", InPlace(file => Directory.CreateDirectory(file)), new Verdict.Accepted((folder, result) =>
        {
            SoundInitrd.IsSame(folder, result);
            AssertNote(result);
        })),
        new("CAC-06", "FIFOs in place of kept results", InPlace(file => Tool.Require("mkfifo", "coreutils").Run(file)), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-07", "results that another user left: whole, and of another build", OfAnotherUser, new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CAC-08", "a read-only cache that has everything", ReadOnly(Fill), new Verdict.Accepted((folder, result) =>
        {
            SoundInitrd.IsSame(folder, result);
            Assert.DoesNotContain("CAC08", result.Error, StringComparison.Ordinal);
        })),
        new("CAC-08", "a read-only cache that has nothing", ReadOnly(Empty), PacksElsewhere),
        new("CAC-08", "a read-only cache that has something else", ReadOnly(folder =>
        {
            Fill(folder);
            File.Delete(folder.Lock);
            folder.WritePackages(SamplePackages.Sample().Add(PackagedFile.Regular("/usr/lib/more")));
        }), new Verdict.Accepted((_, result) => AssertNote(result))),
        new("CAC-08", "a file where packed initrds would be kept", folder =>
        {
            Empty(folder);
            File.WriteAllText(Path.Combine(folder.Cache, "v1", "segments"), "");
        }, PacksElsewhere),
    ];

    private static Verdict.Accepted PacksElsewhere => new((folder, result) =>
    {
        SoundInitrd.IsSame(folder, result);
        AssertNote(result);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Temporary));
    });

    /// <summary>Said once, however many results there are.</summary>
    private static void AssertNote(ToolResult result) => Assert.Single(
        result.Error.Split('\n'), line => line.StartsWith("note[IC-CAC08]: ", StringComparison.Ordinal)
            && line.Contains("/cache/v1/segments/", StringComparison.Ordinal) && line.EndsWith(": what was packed is not kept for the next run", StringComparison.Ordinal));

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

    private static Action<HostileFolder> Replacing(Func<int, byte[]> content) => folder =>
    {
        Fill(folder);
        foreach (string file in Results(folder)) File.WriteAllBytes(file, content((int)new FileInfo(file).Length));
    };

    private static void Exchanged(HostileFolder folder)
    {
        Fill(folder);
        string[] files = Results(folder);
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        for (int i = 0; i < files.Length; i++) File.WriteAllBytes(files[i], contents[(i + 1) % files.Length]);
    }

    private static Action<HostileFolder> InPlace(Action<string> make) => folder =>
    {
        Fill(folder);
        foreach (string file in Results(folder))
        {
            File.Delete(file);
            make(file);
        }
    };

    private static void Empty(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        Directory.CreateDirectory(Path.Combine(folder.Cache, "v1"));
        File.SetUnixFileMode(folder.Cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static Action<HostileFolder> ReadOnly(Action<HostileFolder> make) => folder =>
    {
        make(folder);
        foreach (string below in Directory.EnumerateDirectories(folder.Cache, "*", SearchOption.AllDirectories).Append(folder.Cache))
        {
            File.SetUnixFileMode(below, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    };

    private static void OfNobody(HostileFolder folder)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to give a folder away");
        Directory.CreateDirectory(folder.Cache);
        Tool.Require("chown", "coreutils").Run("65534", folder.Cache);
    }

    /// <summary>Sealed as the program seals what it keeps: only whose they are tells them from its own.</summary>
    private static void OfAnotherUser(HostileFolder folder)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to give files away");
        Fill(folder);
        string[] packed = Directory.GetFiles(Path.Combine(folder.Cache, "v1", "segments"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(packed);
        byte[] hostile = Compressed.Zstd("another archive"u8.ToArray());
        foreach (string file in packed)
        {
            byte[] seal = SHA256.HashData(Encoding.ASCII.GetBytes($"sha256:{Path.GetFileName(file)} {Digest.Sha256Of(hostile)}"));
            File.WriteAllBytes(file, [.. hostile, .. seal]);
            Tool.Require("chown", "coreutils").Run("65534", file);
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

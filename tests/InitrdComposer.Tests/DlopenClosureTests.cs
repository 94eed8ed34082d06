using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Lock;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using InitrdComposer.Tests.Removal;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests;

/// <summary>`lock` over small real packages, whose programs and libraries the real assembler and linker made.</summary>
public sealed class DlopenClosureTests : IDisposable
{
    private const ushort Executable = 0x1ED;

    private readonly TempFolder _folder = new();
    private readonly LinkedFiles _linked = new();

    public DlopenClosureTests() => Directory.CreateDirectory(_folder["rpms"]);

    public void Dispose()
    {
        _linked.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ARequiredLibraryComesWithWhoLoadsItAndWhatFor()
    {
        Program("tool", Note("required", "unlocking", "liba.so.1"));
        Library("liba.so.1");
        RequestedBy edge = Assert.Single(Package(await LockAsync("\"required\""), "liba.so.1").RequestedBy);
        Assert.Equal(("tool", "liba.so.1()(64bit)", false), (edge.Package!.Name, edge.Dependency, edge.IsWeak));
        Assert.Equal(new DlopenReason("/usr/bin/tool", "unlocking", DlopenPriority.Required), edge.Dlopen);
    }

    [Fact]
    public async Task WithoutAPolicyNothingComesAndNoPackageIsRead()
    {
        Program("tool", Note("required", "unlocking", "liba.so.1"));
        Library("liba.so.1");
        Index();
        RemovePackages();
        Assert.Equal(["tool"], Names((await RunAsync("", place: "baseurl")).Lock));
    }

    [Fact]
    public async Task LibrariesThatLibrariesLoadAndNeedComeToo()
    {
        Program("tool", Note("required", null, "liba.so.1"));
        Library("liba.so.1", Note("recommended", null, "libb.so.1"));
        Library("libb.so.1", "", requires: "libc.so.1()(64bit)");
        Library("libc.so.1", Note("recommended", null, "libd.so.1"));
        Library("libd.so.1", Note("suggested", null, "libe.so.1"));
        Library("libe.so.1");
        Assert.Equal(["liba.so.1", "libb.so.1", "libc.so.1", "libd.so.1", "tool"], Names(await LockAsync("\"recommended\"")));
    }

    [Theory]
    [InlineData("\"required\"", "r")]
    [InlineData("\"recommended\"", "c r")]
    [InlineData("\"suggested\"", "c r s1 s2")]
    [InlineData("\"s1\"", "s1")]
    [InlineData("\"s*\"", "s1 s2")]
    [InlineData("\"required\", \"s2\"", "r s2")]
    [InlineData("\"suggested\", \"-s*\", \"s2\"", "c r s2")]
    [InlineData("\"-r\", \"required\"", "r")]
    [InlineData("\"required\", \"?absent\", \"?-absent\"", "r")]
    public async Task TheLastElementThatMatchesDecides(string policy, string expected)
    {
        foreach ((string name, string priority) in new[] { ("r", "required"), ("c", "recommended"), ("s1", "suggested"), ("s2", "suggested") })
        {
            Program(name + "-tool", Note(priority, name, $"lib{name}.so.1"));
            Library($"lib{name}.so.1");
        }

        string[] names = Names(await LockAsync(policy, "r-tool", "c-tool", "s1-tool", "s2-tool"));
        Assert.Equal(expected.Split(' ').Select(name => $"lib{name}.so.1"), names.Where(name => name.StartsWith("lib", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ARequiredLibraryThatNobodyHasIsAnError()
    {
        Program("tool", Note("required", "unlocking", "liba.so.2", "liba.so.1"));
        ComposerException e = await Assert.ThrowsAsync<ComposerException>(() => LockAsync("\"required\""));
        Assert.Equal("IC-SLV12: /usr/bin/tool of tool-1-1.x86_64 loads liba.so.2 or liba.so.1, required for unlocking, by dlopen(): no package that may be chosen has it", $"{e.Id}: {e.Message}");
        Assert.Contains("remove-files = [\"/usr/bin/tool\"]", e.Hint, StringComparison.Ordinal);
        Assert.EndsWith("r.toml:7:11", e.Location!.Value.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExcludedProviderIsHintedAt()
    {
        Program("tool", Note("required", "unlocking", "liba.so.1"));
        Library("liba.so.1");
        ComposerException e = await Assert.ThrowsAsync<ComposerException>(() => LockAsync("\"required\"]\nexclude = [\"liba*\""));
        Assert.Equal("IC-SLV12", $"{e.Id}");
        Assert.StartsWith("there are packages with liba.so.1()(64bit), but exclude", e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARecommendedLibraryThatNobodyHasIsANotice()
    {
        Program("tool", Note("recommended", null, "liba.so.1"));
        LockResult result = await RunAsync("\"recommended\"");
        Assert.Equal(["tool"], Names(result.Lock));
        Notice notice = Assert.Single(result.Notices, notice => $"{notice.Id}" == "IC-SLV12");
        Assert.Equal("/usr/bin/tool of tool-1-1.x86_64 loads liba.so.1, recommended, by dlopen(): no package that may be chosen has it", notice.Message);
    }

    [Fact]
    public async Task OfSeveralNamesTheFirstIsTakenThatSomebodyHas()
    {
        Program("tool", Note("required", null, "liba.so.3", "liba.so.2", "liba.so.1"));
        Library("liba.so.2");
        Library("liba.so.1");
        Assert.Equal(["liba.so.2", "tool"], Names(await LockAsync("\"required\"")));
    }

    [Fact]
    public async Task ANameThatIsInstalledAnywayGoesBeforeABetterOne()
    {
        Program("tool", Note("required", null, "liba.so.2", "liba.so.1"));
        Library("liba.so.2");
        Library("liba.so.1");
        Assert.Equal(["liba.so.1", "tool"], Names(await LockAsync("\"required\"", "tool", "liba.so.1")));
    }

    [Fact]
    public async Task ALibraryWithoutProvideThatTheImageHasIsThere()
    {
        Write(Spec("tool", PackagedFile.Regular("/usr/bin/tool", "", Executable) with { Content = Elf("tool", Note("required", null, "libown.so.1")) },
            PackagedFile.Regular("/usr/lib64/libown.so.1", "") with { Content = Elf("libown.so.1", "") }));
        Assert.Equal(["tool"], Names(await LockAsync("\"required\"")));
    }

    [Theory]
    [InlineData("x86_64", true)]
    [InlineData("i686", false)]
    public async Task A32BitProgramAsksForA32BitLibraryThatMayBeInstalled(string arch, bool isThere)
    {
        byte[] program = _linked.Library("tool", [], LinkedFiles.DlopenJson(Note("required", null, "libx.so.1")), "-m", "elf_i386");
        Write(Spec("tool", PackagedFile.Regular("/usr/bin/tool", "", Executable) with { Content = program }));
        Write(new RpmSpec("lib32x") { Arch = arch }, "libx.so.1");
        Write(Spec("libx"), "libx.so.1()(64bit)");
        if (isThere) Assert.Equal(["lib32x", "tool"], Names(await LockAsync("\"required\"")));
        else Assert.Equal("IC-SLV12", $"{(await Assert.ThrowsAsync<ComposerException>(() => LockAsync("\"required\""))).Id}");
    }

    [Fact]
    public async Task AFeatureThatNoFileHasIsAnErrorThatNamesThoseThereAre()
    {
        Program("tool", Note("suggested", "unlocking", "liba.so.1"));
        ComposerException e = await Assert.ThrowsAsync<ComposerException>(() => LockAsync("\"unlokking\""));
        Assert.Equal("IC-SLV13: packages.dlopen: \"unlokking\" is a feature of no file of the image", $"{e.Id}: {e.Message}");
        Assert.Equal("features that files have: unlocking; with '?' in front it may match nothing", e.Hint);
    }

    [Theory]
    [InlineData("remove = [\"tool\"]")]
    [InlineData("[finalize]\nremove-files = [\"/usr/bin/tool\"]")]
    [InlineData("[finalize]\nremove-with-libraries = [\"/usr/bin/tool\"]")]
    public async Task WhatTheRecipeLeavesOutLoadsNothing(string removal)
    {
        Program("tool", Note("required", null, "liba.so.1"));
        Program("other", "");
        Library("liba.so.1");
        Assert.Equal(["other", "tool"], Names((await RunAsync("\"required\"", more: removal, install: ["tool", "other"])).Lock));
    }

    [Fact]
    public async Task AVariantsProgramsBringLibrariesToTheVariantAlone()
    {
        Program("tool", "");
        Program("debugger", Note("required", null, "liba.so.1"));
        Library("liba.so.1");
        LockFile locked = (await RunAsync("\"required\"", more: "[[variants]]\nname = \"debug\"\ninstall = [\"debugger\"]")).Lock;
        Assert.Equal(["debug"], Package(locked, "liba.so.1").Variants);
        Assert.Empty(Package(locked, "tool").Variants);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("@all")]
    [InlineData("(a or b)")]
    [InlineData("tool >= 1")]
    [InlineData("/usr/bin/secret")]
    [InlineData("")]
    public async Task ANameThatWouldMeanMoreThanALibraryAsksForNothing(string name)
    {
        Program("tool", Note("recommended", null, name));
        Program("secret", "");
        Assert.Equal(["tool"], Names(await LockAsync("\"suggested\"")));
    }

    [Fact]
    public async Task PackagesThatTakeTurnsAreAnError()
    {
        // The first of two providers loads a library whose only package conflicts with it; the second loads none.
        Program("main", "", requires: "engine");
        Write(Spec("a-engine", PackagedFile.Regular("/usr/bin/a-engine", "", Executable) with { Content = Elf("a", Note("required", null, "liba.so.1")) }), "engine");
        Write(Spec("b-engine"), "engine");
        RpmSpec conflicting = Spec("liba");
        conflicting.ChangeHeader = header => header.Add(RpmTag.ConflictName, ["a-engine"]).Add(RpmTag.ConflictFlags, 0u).Add(RpmTag.ConflictVersion, [""]);
        Write(conflicting, "liba.so.1()(64bit)");
        Assert.Equal("IC-SLV14", $"{(await Assert.ThrowsAsync<ComposerException>(() => LockAsync("\"required\"", "main"))).Id}");
    }

    [Fact]
    public async Task TheLockIsTheSameWithWarmAndColdCachesAndReadsBack()
    {
        Program("tool", [Note("required", "one", "liba.so.1"), Note("recommended", null, "libb.so.1")]);
        Program("another", Note("suggested", "two", "liba.so.1"));
        Library("liba.so.1", Note("recommended", null, "libb.so.1"));
        Library("libb.so.1");
        string first = LockText.Write(await LockAsync("\"suggested\"", "tool", "another"));
        Assert.Equal(first, LockText.Write(await LockAsync("\"suggested\"", "tool", "another")));
        Directory.Delete(_folder["cache"], recursive: true);
        string again = LockText.Write(await LockAsync("\"suggested\"", "tool", "another"));
        Assert.Equal(first, again);
        Assert.Equal(first, LockText.Write(LockReader.Parse(Encoding.UTF8.GetBytes(first), "r.lock")));
        Assert.Contains("{ package = \"tool\", dlopen = \"liba.so.1()(64bit)\", priority = \"required\", feature = \"one\", by = \"/usr/bin/tool\" }", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondLockReadsNoPackage()
    {
        Program("tool", Note("required", "one", "liba.so.1"));
        Library("liba.so.1");
        Index();
        string first = LockText.Write((await RunAsync("\"required\"", place: "baseurl")).Lock);
        RemovePackages();
        Assert.Equal(first, LockText.Write((await RunAsync("\"required\"", place: "baseurl")).Lock));
    }

    [Fact]
    public async Task ALibraryLeavesTheLockWithThePolicyThatBroughtIt()
    {
        Program("tool", Note("required", "one", "liba.so.1"));
        Library("liba.so.1");
        LockFile before = await LockAsync("\"required\"");
        LockResult same = await RunAsync("\"required\"", previous: before);
        Assert.True(same.IsUnchanged);
        LockResult after = await RunAsync("\"?none\"", previous: before);
        Assert.Equal(["liba.so.1"], after.Changes.Select(change => change.Name));
    }

    private static string Note(string priority, string? feature, params string[] names) =>
        $$"""[{"priority":"{{priority}}",{{(feature is null ? "" : $"\"feature\":\"{feature}\",")}}"soname":[{{string.Join(',', names.Select(name => $"\"{name}\""))}}]}]""";

    private byte[] Elf(string name, params string[] notes) => _linked.Library(name, [], string.Concat(notes.Where(note => note.Length > 0).Select(LinkedFiles.DlopenJson)));

    private void Program(string name, string note, string? requires = null) => Program(name, [note], requires);

    private void Program(string name, string[] notes, string? requires = null)
    {
        RpmSpec spec = Spec(name, PackagedFile.Regular($"/usr/bin/{name}", "", Executable) with { Content = Elf(name, notes) });
        if (requires is not null) spec.Requires.Add((requires, RpmSense.Any, ""));
        Write(spec);
    }

    private void Library(string name, string note = "", string? requires = null)
    {
        RpmSpec spec = Spec(name, PackagedFile.Regular($"/usr/lib64/{name}", "", Executable) with { Content = Elf(name, note) });
        if (requires is not null) spec.Requires.Add((requires, RpmSense.Any, ""));
        Write(spec, name + "()(64bit)");
    }

    private static RpmSpec Spec(string name, params PackagedFile[] files) => new RpmSpec(name) { Arch = "x86_64" }.Add(files);

    private void Write(RpmSpec package, params string[] provides)
    {
        package.Provides.AddRange(provides);
        File.WriteAllBytes(_folder[$"rpms/{package.Name}.rpm"], package.ToBytes());
    }

    private void Index() => Tool.Require("createrepo_c", "createrepo-c").Run("--quiet", _folder["rpms"]);

    private void RemovePackages()
    {
        foreach (string package in Directory.GetFiles(_folder["rpms"], "*.rpm")) File.Delete(package);
    }

    private async Task<LockFile> LockAsync(string policy, params string[] install) => (await RunAsync(policy, install: install)).Lock;

    private async Task<LockResult> RunAsync(
        string policy, string more = "", string place = "packages", LockFile? previous = null, params string[] install)
    {
        string recipe = $"""
            architecture = "x86_64"
            [[repositories]]
            id = "here"
            {place} = "rpms"
            signatures = "none"
            [packages]
            dlopen = [{policy}]
            install = [{string.Join(", ", (install.Length == 0 ? ["tool"] : install).Select(name => $"\"{name}\""))}]
            {more}
            """;
        using var downloader = new Downloader(new Cache(_folder["cache/files"]));
        var tools = new ComposerTools(downloader, new KeyedStore(_folder["cache/read"]), new BlobStore(_folder["cache/segments"]), _folder.Path);
        return await Composer.LockAsync(
            RecipeReader.Parse(Encoding.UTF8.GetBytes(recipe), _folder["r.toml"]), new(previous, UpdateSelection.None), tools, cancellation: TestContext.Current.CancellationToken);
    }

    private static string[] Names(LockFile locked) => [.. locked.Packages.Select(package => package.Nevra.Name)];

    private static LockedPackage Package(LockFile locked, string name) => Assert.Single(locked.Packages, package => package.Nevra.Name == name);
}

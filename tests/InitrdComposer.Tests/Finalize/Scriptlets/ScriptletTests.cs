using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Finalize.Scriptlets.ScriptletVerdict;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Finalize.Scriptlets;

public sealed class ScriptletTests
{
    private static readonly RootTree Image = TreeOf(
        FolderNode("/dev"), FolderNode("/usr"), FolderNode("/usr/bin"), LinkNode("/lib", "usr/lib"), FileNode("/usr/lib/tiny.d/x"), FileNode("/usr/lib/udev/hwdb.d/x"),
        FileNode("/usr/bin/tiny-editor.tiny"), LinkNode("/usr/bin/tiny-editor", "/etc/alternatives/tiny-editor"),
        FileNode("/etc/passwd", "root:x:0:0::/:/bin/sh\ntiny:x:999:999::/:/bin/sh\n"));

    [Theory]
    [InlineData("/usr/bin/systemd-sysusers || :", "sysusers")]
    [InlineData("if [ $1 -eq 1 ] && [ -x \"/usr/lib/systemd/systemd-update-helper\" ]; then\n    /usr/lib/systemd/systemd-update-helper install-system-units tiny.service || :\nfi", "presets")]
    [InlineData("systemctl --no-reload preset tiny.service >/dev/null 2>&1 || :", "presets")]
    [InlineData("systemctl preset-all &>/dev/null\nsystemd-sysusers\nsystemctl daemon-reload", "presets, sysusers")]
    [InlineData("/sbin/depmod -a 6.1", "depmod")]
    [InlineData("getent group tiny >/dev/null || groupadd -r tiny\ngetent passwd tiny >/dev/null || \\\n  useradd -r -g tiny -d / -s /sbin/nologin tiny\nexit 0", "sysusers")]
    [InlineData("if [ -x /usr/sbin/update-alternatives ]; then\n  /usr/sbin/update-alternatives --install /usr/bin/tiny-editor tiny-editor /usr/bin/tiny-editor.tiny 50\nfi", "alternatives")]
    [InlineData("/usr/bin/systemd-machine-id-setup", "machine-id")]
    public void WhatAStageDoesInstead(string script, string stages) => Assert.Equal(new EmulatedBy(stages), Verdict("%post", script));

    [Theory]
    [InlineData("%post", "# only a comment\n:\nexit 0", "changes nothing")]
    [InlineData("%post", "", "changes nothing")]
    [InlineData("%post", "/sbin/ldconfig", "ld.so.cache is not built; the loader searches its default folders without it")]
    [InlineData("%post", "test ! -d /run/systemd/system || /usr/bin/systemctl daemon-reload || :", "speaks to a running system")]
    [InlineData("%post", "mkdir -p /usr/bin", "/usr/bin is there")]
    [InlineData("%post", "rm -f /var/lib/old.cache || :", "removes what is not there")]
    [InlineData("%preun", "rm -rf /anything --no-matter", "for removals and upgrades")]
    [InlineData("%postun", "something-unknown", "for removals and upgrades")]
    [InlineData("%verifyscript", "something-unknown", "for rpm --verify")]
    public void WhatDoesNotMatter(string kind, string script, string reason) => Assert.Equal(new Ignored(reason), Verdict(kind, script));

    [Theory]
    [InlineData("make-me-coffee --now", "make-me-coffee --now")]
    [InlineData("x=$(make-me-coffee)", "x=$(make-me-coffee)")]
    [InlineData("ldconfig\nif true; then frobnicate /etc; fi", "frobnicate /etc")]
    [InlineData("useradd -r ghost", "useradd -r ghost")]
    [InlineData("mkdir -p /new/folder", "mkdir -p /new/folder")]
    [InlineData("rm -rf /usr/bin/*", "rm -rf /usr/bin/*")]
    [InlineData("/bin/rm -f $OLD /absent", "/bin/rm -f $OLD /absent")]
    [InlineData("mkdir /missing /usr/bin", "mkdir /missing /usr/bin")]
    [InlineData("useradd -r ghost -g tiny", "useradd -r ghost -g tiny")]
    [InlineData("useradd -r ghost --gid tiny", "useradd -r ghost --gid tiny")]
    [InlineData("X=/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L y", "X=/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L/$L y")]
    [InlineData("ln -s a /usr/bin/new", "ln -s a /usr/bin/new")]
    [InlineData("cat > /etc/conf <<EOF\ntext\nEOF", "cat > /etc/conf <<EOF")]
    [InlineData("update-alternatives --install $LINK editor /usr/bin/tiny-editor.tiny 50", "update-alternatives --install $LINK editor /usr/bin/tiny-editor.tiny 50")]
    public void WhatNobodyKnows(string script, string command) => Assert.Equal(new Unknown(command), Verdict("%post", script));

    [Fact]
    public void AProgramAsInterpreterIsTheCommand()
    {
        Assert.IsType<Ignored>(Verdict("%post", "", "/sbin/ldconfig"));
        Assert.Equal(new Unknown("/usr/bin/python3"), Verdict("%post", "print(1)", "/usr/bin/python3"));
    }

    [Theory]
    [InlineData("%pretrans", "for _, d in ipairs({ \"/dev\", \"/usr\", \"/usr/bin\" }) do\n  posix.mkdir(d)\nend", typeof(EmulatedBy))]
    [InlineData("%pretrans", "posix.mkdir(\"/not/owned\")", typeof(Unknown))]
    [InlineData("%pretrans", "local st = posix.stat(\"/x\")\nif st and st.type == \"directory\" then os.rename(\"/x\", \"/x.rpmmoved\") end", typeof(Ignored))]
    [InlineData("%post", "posix.symlink(\"data\", \"/usr/share/tiny-lua/link\")", typeof(Unknown))]
    [InlineData("%post", "os.remove(\"/usr/bin/tiny-editor\")", typeof(Unknown))]
    [InlineData("%post", "-- os.execute('nothing')\nlocal path = rpm.next_file()\nwhile path do path = rpm.next_file() end", typeof(Ignored))]
    [InlineData("%post", "os.execute('/usr/bin/true')", typeof(Unknown))]
    public void LuaIsJudgedByWhatItChanges(string kind, string script, Type verdict) => Assert.IsType(verdict, Verdict(kind, script, "<lua>"));

    [Fact]
    public void ATriggerCountsOnlyWhenItsPackageIsInTheImage()
    {
        Assert.Equal(new Ignored("no package sets it off: absent >= 1.0"), Verdict("%triggerin", "frobnicate", conditions: ["absent >= 1.0"]));
        Assert.Equal(new Unknown("frobnicate"), Verdict("%triggerin", "frobnicate", conditions: ["absent", "p >= 1.0"]));
    }

    [Theory]
    [InlineData("/usr/lib/tiny.d", true)]
    [InlineData("/usr/lib/tin", true)]
    [InlineData("/lib/udev/hwdb.d/", true)]
    [InlineData("/usr/lib/none", false)]
    [InlineData("/etc/tiny.d", false)]
    public void AFileTriggerCountsOnlyWhenAPathBeginsLikeIt(string prefix, bool counts)
    {
        foreach (string kind in new[] { "%filetriggerin", "%transfiletriggerin" })
        {
            Assert.Equal(counts, Verdict(kind, "frobnicate", conditions: [prefix]) is Unknown);
        }
    }

    [Fact]
    public void TheRecipeMaySayThatScriptletsDoNotMatter()
    {
        Assert.Equal(new Ignored("the recipe says so"), Assert.Single(Classify(new FakePackage("p").Script("%post", "frobnicate"), "p*")).Verdict);
        var e = Assert.Throws<ComposerException>(() => Classify(new FakePackage("p").Script("%post", "frobnicate"), "q"));
        Assert.Equal(FailureKind.Usage, e.Id.Kind);
        Assert.IsType<Unknown>(Assert.Single(Classify(new FakePackage("p").Script("%post", "frobnicate"), "?q")).Verdict);
    }

    private static ScriptletVerdict Verdict(string kind, string script, string interpreter = "/bin/sh", string[]? conditions = null) =>
        Assert.Single(Classify(new FakePackage("p").Script(kind, script, interpreter, [.. conditions ?? []]))).Verdict;

    private static ImmutableArray<ScriptletReport> Classify(FakePackage package, params string[] ignored) => ScriptletClassifier.Classify(
        [package.Header], Image.WithParents(), GeneratedContents.Instance, [.. ignored.Select(pattern => new Located<string>(pattern, new("recipe.toml")))]);
}

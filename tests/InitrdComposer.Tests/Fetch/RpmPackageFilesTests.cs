using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using Xunit;

namespace InitrdComposer.Tests.Fetch;

public sealed class RpmPackageFilesTests
{
    private static readonly RpmFile Sound = new(
        "/usr/bin/a"u8.ToArray(), (ushort)(InodeMode.Regular | 0x1ED), "root", "root", 0, 0, Digest.Sha256Of([]), default, 0, 0, true, RpmFileFlags.None, 0, "", "");

    [Theory]
    [InlineData("/usr/../etc/passwd", "IC-CPI07", FailureKind.Verification)]
    [InlineData("/..", "IC-CPI07", FailureKind.Verification)]
    [InlineData("etc/passwd", "IC-CPI26", FailureKind.Malformed)]
    [InlineData("", "IC-CPI26", FailureKind.Malformed)]
    public void APathThatLeavesTheImageIsRefused(string path, string id, FailureKind kind) =>
        Refused(Sound with { Path = Encoding.UTF8.GetBytes(path) }, id, kind);

    [Fact]
    public void NamesAreAsLongAsLinuxTakesThem()
    {
        Of(Sound with { Path = Encoding.UTF8.GetBytes("/" + new string('n', 255)) });
        Refused(Sound with { Path = Encoding.UTF8.GetBytes("/" + new string('n', 256)) }, "IC-CPI26", FailureKind.Malformed);
        string deep = string.Concat(Enumerable.Repeat("/" + new string('n', 255), 16));
        Of(Sound with { Path = Encoding.UTF8.GetBytes(deep) });
        Refused(Sound with { Path = Encoding.UTF8.GetBytes(deep + "/n") }, "IC-CPI26", FailureKind.Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("root:x:0:0")]
    [InlineData("a\nroot")]
    [InlineData("a b")]
    public void AnOwnerThatWouldBreakPasswdIsRefused(string owner)
    {
        Refused(Sound with { User = owner }, "IC-CPI20", FailureKind.Verification);
        Refused(Sound with { Group = owner }, "IC-CPI20", FailureKind.Verification);
    }

    [Fact]
    public void CapabilitiesThatSetcapRefusesAreRefused() => Refused(Sound with { Capabilities = "cap_everything=ep" }, "IC-RPM33", FailureKind.Malformed);

    [Fact]
    public void EveryFileHasADigestButGhosts()
    {
        Refused(Sound with { Digest = null }, "IC-RPM24", FailureKind.Malformed);
        Of(Sound with { Digest = null, Flags = RpmFileFlags.Ghost });
    }

    [Fact]
    public void MessagesShowNoControlCharacters()
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Of(Sound with { Path = "/a\u001b[31m/.."u8.ToArray() }));
        Assert.DoesNotContain('\u001b', error.Message);
    }

    private static void Refused(RpmFile file, string id, FailureKind kind)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Of(file));
        Assert.Equal(id, error.Id.ToString());
        Assert.Equal(kind, error.Id.Kind);
    }

    private static void Of(RpmFile file) => RpmPackageFiles.Of([file], default, "a.rpm");
}

using InitrdComposer.Diagnostics;
using InitrdComposer.Esp;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using InitrdComposer.Tests.Uki;
using Xunit;

namespace InitrdComposer.Tests.Esp;

public sealed class ExtensionKernelsTests
{
    [Fact]
    public void KernelsAreThoseWhoseFoldersHaveModules()
    {
        byte[] image = new SquashfsSpec()
            .Add("usr/lib/modules/6.12/extra/vendor/x.ko.zst", "module").Add("usr/lib/modules/6.13/modules.dep", "no module").Add("lib/modules/6.11/x.ko", "module").Add("usr/lib/firmware/x.ko", "none").ToBytes();
        Assert.Equal(["6.11", "6.12"], Of(image)!.Value);
        Assert.Equal(["6.11", "6.12"], Of(new DdiSpec(image).ToBytes())!.Value);
        Assert.Empty(Of(EspParts.Squashfs())!.Value);
    }

    [Fact]
    public void APartitionOfUsrBeginsBelowIt() =>
        Assert.Equal(["6.12"], Of(new DdiSpec(new SquashfsSpec().Add("lib/modules/6.12/x.ko", "module").ToBytes()) { Tree = PartitionTree.Usr }.ToBytes())!.Value);

    /// <summary>systemd-repart's, of a tree without modules.</summary>
    [Fact]
    public void ErofsIsReadToo() => Assert.Empty(Of(DemoExtension.Bytes)!.Value);

    [Fact]
    public void OtherFileSystemsAreNotKnown()
    {
        Assert.Null(Of("hello"u8.ToArray()));
        Assert.Null(Of(new DdiSpec("hello"u8.ToArray()).ToBytes()));
    }

    [Fact]
    public void DamagedImagesAreMalformed()
    {
        Assert.Equal(FailureKind.Malformed, Assert.Throws<ComposerException>(() => Of(EspParts.Squashfs("6.12")[..200])).Id.Kind);
        Assert.Equal(FailureKind.Malformed, Assert.Throws<ComposerException>(() => Of(DemoExtension.Bytes[..5000])).Id.Kind);
    }

    private static System.Collections.Immutable.ImmutableArray<string>? Of(byte[] image) => ExtensionKernels.Of(UkiFixtures.Source("x.sysext.raw", image));
}

using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Lock;
using InitrdComposer.Tests.Config;
using Xunit;

namespace InitrdComposer.Tests.Lock;

public sealed class LockedToolsTests
{
    private static readonly Recipe Recipe = Recipes.Parse(Recipes.Small);

    [Fact]
    public void TheToolsOfThisRunAreNoDifference()
    {
        LockFile locked = Locks.Small with { Tools = LockedTools.Of(Recipe) };
        Assert.Empty(LockedTools.Differences(locked, Recipe));
        LockedTools.Require(locked, Recipe, "small.lock", "lock");
    }

    [Fact]
    public void AnotherVersionIsNamedWithBothAndWithTheWaysOut()
    {
        LockFile locked = Locks.Small with { Tools = [new("initrd-composer", "0.0.1")] };
        ComposerException error = Assert.Throws<ComposerException>(() => LockedTools.Require(locked, Recipe, "small.lock", "initrd-composer lock small.toml"));
        Assert.Equal(("IC-LCK11", FailureKind.Verification, "small.lock"), (error.Id.ToString(), error.Id.Kind, error.Location.ToString()));
        Assert.Matches("^initrd-composer: got [0-9.]+, the lock was made with 0.0.1: bytes may differ$", error.Message);
        Assert.Equal("use that version, accept this one with --accept-tools, or run: initrd-composer lock small.toml", error.Hint);
    }
}

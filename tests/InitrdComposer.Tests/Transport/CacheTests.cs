using InitrdComposer.Diagnostics;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Transport;

public sealed class CacheTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderThatEverybodyMayWriteToIsRefused()
    {
        Directory.CreateDirectory(_folder["cache"]);
        Assert.NotNull(new Cache(_folder["cache"]));
        Tool.Require("chmod", "coreutils").Run("0777", _folder["cache"]);
        Assert.Equal(TransportDiagnostics.CacheNotOurs, Assert.Throws<ComposerException>(() => new Cache(_folder["cache"])).Id);
    }

    [Fact]
    public void ALinkOrAFileIsRefused()
    {
        File.WriteAllText(_folder["file"], "");
        Directory.CreateDirectory(_folder["real"]);
        File.CreateSymbolicLink(_folder["link"], _folder["real"]);
        Assert.Throws<ComposerException>(() => new Cache(_folder["file"]));
        Assert.Throws<ComposerException>(() => new Cache(_folder["link"]));
    }
}

using InitrdComposer.Bundle;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Bundle;

public sealed class BundleFolderTests
{
    [Theory]
    [InlineData("repositories/a/./x.rpm")]
    [InlineData("repositories/a//x.rpm")]
    [InlineData("repositories/a/x.rpm")]
    public void WhatWasNamedStaysHoweverItsPathIsWritten(string path)
    {
        using var folder = new TempFolder();
        using (var bundle = BundleFolder.Open(Disk.Host, folder["bundle"]))
        {
            bundle.Write(path, "new");
            File.WriteAllText(folder["bundle/repositories/a/old.rpm"], "old");
            bundle.RemoveOthers();
        }

        Assert.Equal(["x.rpm"], Directory.GetFiles(folder["bundle/repositories/a"]).Select(Path.GetFileName));
    }
}

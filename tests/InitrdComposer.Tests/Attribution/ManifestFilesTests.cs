using InitrdComposer.Attribution;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Attribution;

public sealed class ManifestFilesTests
{
    private const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void OwnersAreThoseOfTheManifest()
    {
        KnownFiles known = Read($$"""
            {"schema": 2, "images": [{"name": "a", "files": [
              {"path": "/usr/bin/bash", "type": "file", "size": 5, "sha256": "{{Digest}}", "package": "bash-5.2-1.x86_64"},
              {"path": "/usr/bin/sh", "type": "symlink", "target": "bash", "package": "bash-5.2-1.x86_64"},
              {"path": "/etc/mine", "type": "file", "size": 1, "sha256": "{{Digest}}", "extraTree": "tree"},
              {"path": "/usr", "type": "directory", "package": "filesystem-1-1.x86_64"}]}],
             "extensions": [{"file": "b.raw", "files": [{"path": "/etc/ld.so.cache", "type": "file", "size": 9, "sha256": "{{Digest}}", "generatedBy": "ld.so.cache"}]}]}
            """)!;
        Assert.Equal(
            [("/usr/bin/bash", "bash-5.2-1.x86_64", null, 5L), ("/usr/bin/sh", "bash-5.2-1.x86_64", null, 0L), ("/etc/mine", null, "the extra tree tree", 1L), ("/etc/ld.so.cache", null, "ld.so.cache", 9L)],
            known.Files.Select(file => (file.Path.ToString(), file.Package?.ToString(), file.MadeBy, file.Length)));
    }

    [Theory]
    [InlineData("{\"images\": [{\"files\": [{}]}]}", "an entry has no path")]
    [InlineData("{\"images\": [{\"files\": [{\"path\": \"/a\", \"sha256\": \"12\"}]}]}", "12 is no digest")]
    [InlineData("{\"images\": 7}", "Number")]
    [InlineData("{", "")]
    public void WhatNoBuildWroteIsRefused(string json, string expected)
    {
        ComposerException refused = Assert.Throws<ComposerException>(() => Read(json));
        Assert.Equal("IC-MAN01", refused.Id.ToString());
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutAManifestSaysNothing()
    {
        using var folder = new TempFolder();
        Assert.Null(ManifestFiles.Find(Disk.Host, folder.Path));
    }

    private static KnownFiles? Read(string json)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["manifest.json"], json);
        return ManifestFiles.Find(Disk.Host, folder.Path);
    }
}

using InitrdComposer.Attribution;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attribution;

/// <summary>A tree that rpm installed packages into tells itself whose its files are.</summary>
public sealed class DatabaseFilesTests
{
    [Theory]
    [InlineData("usr/lib/sysimage/rpm")]
    [InlineData("var/lib/rpm")]
    public void RpmsDatabaseInAnImageNamesThePackages(string database)
    {
        DistroFixture distro = DistroFixture.Require();
        using var folder = new TempFolder();
        string package = distro.Package("less-"), root = folder["root"];
        Directory.CreateDirectory(Path.Combine(root, database));
        Tool.Require("rpm", "rpm").Run("--dbpath", Path.Combine(root, database), "--define", "_db_backend sqlite", "--justdb", "--nodeps", "--noscripts", "--nosignature", "-i", package);
        Tool.Require("bsdtar", "libarchive-tools").Run("-C", root, "-xf", package);
        File.WriteAllText(Path.Combine(root, "usr", "bin", "lesspipe"), "#!/bin/sh\n");

        OpenedImage image = ImageReader.Open(Disk.Host, root);
        var attributed = AttributedImage.Of(image, DatabaseFiles.Find(Disk.Host, image, folder.Path)!);
        PackageMatch less = attributed[RootPath.Of("usr/bin/less")].Package!;
        Assert.Equal((Path.GetFileNameWithoutExtension(package), Evidence.ContentAndPath), (less.Nevra.ToString(), less.Evidence));
        Assert.Null(attributed[RootPath.Of("usr/bin/lesspipe")].Package);
        Assert.Equal("package database", attributed[RootPath.Of($"{database}/rpmdb.sqlite")].Class.Name);
    }

    [Fact]
    public void AnImageWithoutOneHasNone()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["root/etc"]);
        File.WriteAllText(folder["root/etc/hostname"], "here\n");
        Assert.Null(DatabaseFiles.Find(Disk.Host, ImageReader.Open(Disk.Host, folder["root"]), folder.Path));
    }
}

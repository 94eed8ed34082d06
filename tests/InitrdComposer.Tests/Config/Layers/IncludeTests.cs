using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

public sealed class IncludeTests
{
    [Fact]
    public void FilesOfAPatternComeInOrdinalOrderAndOnce()
    {
        using var folder = new RecipeFolder("include = [\"conf/*.toml\", \"conf/B.toml\"]\n" + RecipeFolder.Recipe);
        foreach (string name in new[] { "a10", "B", "a9", "é" }) folder.Write($"conf/{name}.toml", $"[packages]\nexclude = [\"{name}\"]\n");
        folder.Write("conf/not.txt", "broken");
        Assert.Equal(["B", "a10", "a9", "é"], folder.Read().Packages.Exclude.Select(glob => glob.Value));
    }

    [Fact]
    public void FileThatTwoIncludeCountsAtItsFirstPlace()
    {
        using var folder = new RecipeFolder("include = [\"a.toml\", \"b.toml\"]\n" + RecipeFolder.Recipe);
        folder.Write("a.toml", "include = [\"c.toml\"]\n[packages]\nexclude = [\"a\"]\n").Write("b.toml", "include = [\"c.toml\"]\n[packages]\nexclude = [\"b\"]\n");
        folder.Write("c.toml", "[packages]\nexclude = [\"c\"]\n");
        Assert.Equal(["c", "a", "b"], folder.Read().Packages.Exclude.Select(glob => glob.Value));
    }

    [Fact]
    public void PathsStartFromTheFileThatSaysThem()
    {
        using var folder = new RecipeFolder("include = [\"sub/deep/x.toml\"]\n" + RecipeFolder.Recipe);
        folder.Write("sub/deep/x.toml", "include = [\"../y.toml\"]\n[[extra-trees]]\nsource = \"../../tree\"\n").Write("sub/y.toml", "[[repositories]]\nid = \"y\"\nbaseurl = \"repo\"\n");
        InitrdComposer.Config.Recipe recipe = folder.Read();
        Assert.Equal(["sub/repo", "repo"], recipe.Repositories.Select(repository => repository.Place.Written.Value));
        Assert.Equal("tree", recipe.ExtraTrees[0].Source.Value);
    }

    [Fact]
    public void FileThatIncludesItselfIsNamedWithTheWay()
    {
        using var folder = new RecipeFolder("include = [\"a.toml\"]\n" + RecipeFolder.Recipe);
        folder.Write("a.toml", "include = [\"b.toml\"]\n").Write("b.toml", "\ninclude = [\n \"a.toml\"]\n");
        Assert.Equal(("IC-CFG04", "b.toml:3:2", "include goes round: a.toml includes b.toml includes a.toml", null), folder.Fault());
        folder.Write("b.toml", "include = [\"r.toml\"]\n");
        Assert.Equal("include goes round: r.toml includes a.toml includes b.toml includes r.toml", folder.Fault().Message);
    }

    [Theory]
    [InlineData("../x.toml", "got \"../x.toml\", expected a path inside the project")]
    [InlineData("a/../../x.toml", "got \"a/../../x.toml\", expected a path inside the project")]
    [InlineData("/etc/passwd", "got \"/etc/passwd\", expected a path inside the project")]
    [InlineData("../*.toml", "got \"..\", expected a path inside the project")]
    [InlineData("none.toml", "include: no file \"none.toml\"")]
    [InlineData("none/*.toml", "include: no file \"none/*.toml\"")]
    public void FileOutsideOfTheProjectIsRefused(string path, string message)
    {
        using var folder = new RecipeFolder($"include = [\"{path}\"]\n" + RecipeFolder.Recipe);
        (string id, string location, string got, _) = folder.Fault();
        Assert.Equal(("IC-CFG04", "r.toml:1:12", message), (id, location, got));
    }

    [Theory]
    [InlineData("link.toml")]
    [InlineData("folder/x.toml")]
    public void NoSymbolicLinkLeadsOut(string path)
    {
        using var outside = new Testing.TempFolder();
        File.WriteAllText(outside["x.toml"], "");
        using var folder = new RecipeFolder($"include = [\"{path}\"]\n" + RecipeFolder.Recipe);
        File.CreateSymbolicLink(folder["link.toml"], outside["x.toml"]);
        Directory.CreateSymbolicLink(folder["folder"], outside.Path);
        (string id, _, string message, _) = folder.Fault();
        Assert.Equal("IC-CFG04", id);
        Assert.StartsWith($"\"{path}\" is a symbolic link that leads to {outside.Path}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LinksThatGoRoundAreRefused()
    {
        using var folder = new RecipeFolder("include = [\"a.toml\"]\n" + RecipeFolder.Recipe);
        File.CreateSymbolicLink(folder["a.toml"], "b.toml");
        File.CreateSymbolicLink(folder["b.toml"], "a.toml");
        Assert.Equal("IC-CFG04", folder.Fault().Id);
    }

    [Fact]
    public void ProjectMayReachAFolderAbove()
    {
        using var folder = new RecipeFolder();
        folder.Write("shared/x.toml", "[packages]\nexclude = [\"x\"]\n[[extra-trees]]\nsource = \"tree\"\n");
        folder.Write("configs/r.toml", "project-root = \"..\"\ninclude = [\"../shared/x.toml\"]\n" + RecipeFolder.Recipe);
        InitrdComposer.Config.Recipe recipe = InitrdComposer.Config.RecipeReader.Read(folder["configs/r.toml"]);
        Assert.Equal(("x", "../shared/tree"), (recipe.Packages.Exclude[0].Value, recipe.ExtraTrees[0].Source.Value));
    }

    [Fact]
    public void ErrorInAnIncludedFileNamesThatFile()
    {
        using var folder = new RecipeFolder("include = [\"sub/a.toml\"]\n" + RecipeFolder.Recipe);
        folder.Write("sub/a.toml", "[packages]\ninstal = []\n");
        Assert.Equal(("IC-CFG03", "sub/a.toml:2:1", "unknown key instal in [packages]", "did you mean install?"), folder.Fault());
        folder.Write("sub/a.toml", "name = 1\nname = 2\n");
        Assert.Equal(("IC-CFG02", "sub/a.toml:2:1"), (folder.Fault().Id, folder.Fault().Location));
        folder.Write("sub/a.toml", "minimum-version = \"99\"\nunheard-of = 1\n");
        Assert.Equal(("IC-CFG22", "sub/a.toml:1:19"), (folder.Fault().Id, folder.Fault().Location));
        folder.Write("sub/a.toml", "project-root = \"..\"\n");
        Assert.Equal(("IC-CFG03", "sub/a.toml:1:1"), (folder.Fault().Id, folder.Fault().Location));
    }

    [Fact]
    public void SameRepositoryInTwoFilesNamesBoth()
    {
        using var folder = new RecipeFolder("include = [\"a.toml\"]\n" + RecipeFolder.Recipe);
        folder.Write("a.toml", "[[repositories]]\nid = \"MAIN\"\nbaseurl = \"x\"\n");
        (string id, string location, string message, _) = folder.Fault();
        Assert.Equal(("IC-CFG10", "r.toml:5:1", "repositories: id \"main\" is taken: the first is at a.toml:2:1"), (id, location, message));
    }
}

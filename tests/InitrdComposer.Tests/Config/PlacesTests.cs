using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class PlacesTests : IDisposable
{
    private static readonly BundleIndex Index = new("my.toml")
    {
        Repositories = new Dictionary<string, string> { ["u"] = "repositories/a" },
        Trees = new Dictionary<string, string> { ["../files"] = "trees/1" },
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WithoutAnIndexThingsAreWhereTheRecipeSays()
    {
        Places places = Places.Of(Disk.Host, _folder.Path);
        Assert.Equal((null, "../repo", _folder["files"]), (places.Recipe, places.Repository("../repo"), places.Tree("files")));
    }

    [Fact]
    public void AnIndexReadsBackAndSaysWhereThingsAre()
    {
        Digest repomd = Digest.Sha256Of([]);
        File.WriteAllText(
            _folder[BundleIndex.FileName],
            (Index with
            {
                Repositories = new Dictionary<string, string> { ["http://h/\"x\""] = "repositories/a" },
                Repomds = new Dictionary<string, Digest> { ["http://h/\"x\""] = repomd },
                KeyFiles = new Dictionary<string, string> { ["k.asc"] = "keys/1-k.asc" },
            }).Write());
        Places places = Places.Of(Disk.Host, _folder.Path);
        Assert.Equal(_folder["my.toml"], places.Recipe);
        Assert.Equal(_folder["repositories/a"], places.Repository("http://h/\"x\""));
        Assert.Equal("http://other/", places.Repository("http://other/"));
        Assert.Equal(_folder["trees/1"], places.Tree("../files"));
        Assert.Equal((_folder["keys/1-k.asc"], _folder["other.asc"]), (places.KeyFile("k.asc"), places.KeyFile("other.asc")));
        Assert.Equal((repomd, (Digest?)null), (places.RepomdOf("http://h/\"x\""), places.RepomdOf("http://other/")));
    }

    [Theory]
    [InlineData("schema = 1", "schema = 2")]
    [InlineData("my.toml", "../my.toml")]
    [InlineData("repositories/a", "/etc")]
    [InlineData("trees/1", "trees/../../x")]
    [InlineData("[[tree]]", "[[tree]]\nx = ")]
    [InlineData("source =", "sources =")]
    [InlineData("recipe = ", "recipe = 1 #")]
    [InlineData("[[tree]]", "[[repository]]\nbaseurl = \"u\"\nhere = \"b\"\n[[tree]]")]
    public void AnIndexThatPointsOutOfTheBundleOrIsNoneIsRefused(string from, string to)
    {
        string text = Index.Write();
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(_folder[BundleIndex.FileName], text.Replace(from, to, StringComparison.Ordinal));
        ComposerException error = Assert.Throws<ComposerException>(() => Places.Of(Disk.Host, _folder.Path));
        Assert.Equal(("IC-BND01", FailureKind.Malformed, _folder[BundleIndex.FileName]), (error.Id.ToString(), error.Id.Kind, error.Location?.File));
    }
}

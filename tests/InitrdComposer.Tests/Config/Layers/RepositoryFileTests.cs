using System.Text.RegularExpressions;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

public sealed partial class RepositoryFileTests : IDisposable
{
    private const string Vars = """vars = { stream = "9-stream", contentdir = "pub/rocky", rltype = "" }""";

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Files => new(Directory.EnumerateFiles(Checkout.Fixture("repo-files"), "*.repo").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileOfFedorasGivesItsEnabledRepositories()
    {
        RepositorySource fedora = Assert.Single(ReadFixture("fedora.repo").Repositories);
        Assert.Equal("fedora", fedora.Id);
        RepositoryPlace.Listed place = Assert.IsType<RepositoryPlace.Listed>(fedora.Place);
        Assert.Equal((MirrorListKind.Metalink, "https://mirrors.fedoraproject.org/metalink?repo=fedora-9&arch=x86_64"), (place.Kind, place.List.Value));
    }

    [Fact]
    public void VariablesOfTheRecipeMayBeEmptyOrHaveSlashes()
    {
        Recipe recipe = ReadFixture("rocky.repo");
        Assert.Equal(
            ["https://mirrors.rockylinux.org/mirrorlist?arch=x86_64&repo=BaseOS-9", "http://dl.rockylinux.org/pub/rocky/9/extras/x86_64/os/"],
            recipe.Repositories.Select(repository => repository.Place.Written.Value));
    }

    [Fact]
    public void ListsMayHaveSeveralLines()
    {
        RepositorySource many = Assert.Single(ReadFixture("many.repo").Repositories);
        Assert.Equal(
            ["http://a.example.org/9/x86_64/", "http://b.example.org/9/x86_64", "https://c.example.org/"],
            Assert.IsType<RepositoryPlace.Metadata>(many.Place).BaseUrls.Select(url => url.Value));
        Assert.Equal(["foo*", "bar", "baz", "*.i686"], many.Excludes.Select(spec => spec.Value));
        Assert.Equal((10, 500, "kernel*"), (many.Priority, many.Cost, Assert.Single(many.Includes).Value));
        Assert.True(many.IsHotfix);
    }

    [Fact]
    public void ColonsOfCoprsIdsBecomeUnderscores() =>
        Assert.Equal("copr_copr.fedorainfracloud.org_group_systemd_systemd", Assert.Single(ReadFixture("copr.repo").Repositories).Id);

    [Fact]
    public void ShowNamesTheLineOfTheFile()
    {
        string shown = RecipeText.Show(ReadFixture("opensuse.repo"));
        Assert.Matches("""baseurl = "http://download.opensuse.org/distribution/leap/9/repo/oss/" +# opensuse.repo:5""", shown);
        Assert.Matches("priority = 98 +# opensuse.repo:9", shown);
    }

    [Theory, MemberData(nameof(Files))]
    public void TheEffectiveRecipeReadsBackWithoutTheFile(string file)
    {
        Recipe recipe = ReadFixture(file);
        Assert.Equal(recipe.Text.ToArray(), RecipeReader.Parse(recipe.Text.Span, _folder["elsewhere.toml"]).Text.ToArray());
    }

    [Fact]
    public void RepositoriesOfFilesFollowThoseOfTheRecipe()
    {
        File.WriteAllText(_folder["b.repo"], "[b]\nbaseurl=http://b/\n");
        File.WriteAllText(_folder["a.repo"], "[a]\nbaseurl=http://a/\n");
        Recipe recipe = Read("""
            repository-files = ["*.repo"]
            [[repositories]]
            id = "own"
            baseurl = "repo"
            """);
        Assert.Equal(["own", "a", "b"], recipe.Repositories.Select(repository => repository.Id));
    }

    /// <summary>Where packages come from is the file's to say, whose signatures count the recipe's.</summary>
    [Fact]
    public void ATableWithoutAPlaceIsThatOfASectionAndOutweighsIt()
    {
        File.WriteAllText(_folder["x.repo"], "[a]\nbaseurl=http://a/\npriority=10\ncost=5\ngpgcheck=0\ngpgkey=file:///etc/keys/a-$releasever https://a/key file:///etc/keys/b\n");
        Recipe recipe = Read($"""
            repository-files = ["x.repo"]
            [[repositories]]
            id = "a"
            keys = ["{new string('A', 40)}"]
            priority = 20
            """);
        RepositorySource source = Assert.Single(recipe.Repositories);
        Assert.Equal(("http://a/", 20, 5), (source.Place.Written.Value, source.Priority, source.Cost));
        Assert.Equal((SignedParts.All, new string('A', 40)), (source.Signatures.Checked, Assert.Single(source.Signatures.Fingerprints)));
        Assert.Equal(["/etc/keys/a-9", "/etc/keys/b"], source.Signatures.KeyFiles.Select(file => file.Value));
        Assert.Equal(recipe.Text.ToArray(), RecipeReader.Parse(recipe.Text.Span, _folder["elsewhere.toml"]).Text.ToArray());
    }

    /// <summary>As libdnf's Repo::Impl::lrHandleInitRemote.</summary>
    [Theory]
    [InlineData("metalink=https://m/\nmirrorlist=https://l/\nbaseurl=http://b/", "https://m/", MirrorListKind.Metalink)]
    [InlineData("baseurl=http://b/\nmirrorlist=https://l/", "https://l/", MirrorListKind.Plain)]
    [InlineData("mirrorlist=https://l/metalink?repo=x", "https://l/metalink?repo=x", MirrorListKind.Metalink)]
    [InlineData("metalink=\nbaseurl=http://b/", "http://b/", null)]
    public void OfSeveralPlacesDnfsChoiceIsTaken(string options, string url, MirrorListKind? kind)
    {
        RepositoryPlace place = Assert.Single(ReadText($"[r]\n{options}\n").Repositories).Place;
        Assert.Equal((url, kind), (place.Written.Value, (place as RepositoryPlace.Listed)?.Kind));
    }

    [Fact]
    public void WhatMeansLessHereIsSaidOnceWithItsLine()
    {
        Recipe recipe = ReadText("[a]\nbaseurl=http://a/\ngpgcheck=0\n[b]\nbaseurl=http://b/\ngpgcheck=0\nskip_if_unavailable=true\nbaseur=http://c/\n");
        Assert.Equal(
            ["gpgcheck:3", "skip_if_unavailable:7", "baseur:8"],
            recipe.Notices.Select(notice => $"{notice.Message.Split(':')[0]}:{notice.Location!.Value.Position!.Value.Line}"));
        Assert.Contains("did you mean baseurl?", recipe.Notices[2].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[a]\nbaseurl=http://a/$nobody/\n", 19, 2)]
    [InlineData("[a]\nname=x\n", 21, 1)]
    [InlineData("[a]\nbaseurl=http://a/\nenabled=maybe\n", 26, 3)]
    [InlineData("[a]\nbaseurl=http://a/\npriority=first\n", 26, 3)]
    [InlineData("[a]\nbaseurl=http://a/\nsslverify=0\n", 12, 3)]
    [InlineData("[a]\nbaseurl=http://a/\nusername=me\n", 12, 3)]
    [InlineData("[a]\nbaseurl=ftp://a/\n", 25, 2)]
    [InlineData("[a]\nbaseurl=http://me:secret@a/\n", 25, 2)]
    [InlineData("[a]\nbaseurl=http://a/\n[a]\nbaseurl=http://b/\n", 10, 3)]
    [InlineData("[../a]\nbaseurl=http://a/\n", 10, 1)]
    [InlineData("baseurl=http://a/\n", 13, 1)]
    public void WhatCannotBeMeantIsRefusedWithItsLine(string text, int number, int line)
    {
        ComposerException exception = Assert.Throws<ComposerException>(() => ReadText(text));
        Assert.Equal((number, FailureKind.Usage), (exception.Id.Number, exception.Id.Kind));
        Assert.Equal(("x.repo", line), (exception.Location!.Value.File, exception.Location.Value.Position!.Value.Line));
    }

    /// <summary>A variable is a part of a path: it leads nowhere else.</summary>
    [Theory]
    [InlineData("../../x")]
    [InlineData("x/../y")]
    [InlineData("@evil.example.org/")]
    [InlineData("x?y")]
    [InlineData("x#y")]
    [InlineData("x y")]
    [InlineData("/x")]
    [InlineData("x//y")]
    [InlineData("%2e%2e")]
    [InlineData("x\\\\y")]
    [InlineData("http:")]
    public void AVariableThatLeadsElsewhereIsRefused(string value)
    {
        File.WriteAllText(_folder["x.repo"], "[a]\nbaseurl=http://a/$v/\n");
        ComposerException exception = Assert.Throws<ComposerException>(() => Read($"repository-files = [\"x.repo\"]\nvars = {{ v = \"{value}\" }}\n"));
        Assert.Equal(("MIR", 19, FailureKind.Usage), (exception.Id.Area, exception.Id.Number, exception.Id.Kind));
    }

    [Fact]
    public void WithoutAReleaseItsVariableIsAnError()
    {
        File.WriteAllText(_folder["x.repo"], "[a]\nbaseurl=http://a/$releasever/\n");
        ComposerException exception = Assert.Throws<ComposerException>(() => Read("repository-files = [\"x.repo\"]\n", release: ""));
        Assert.Equal("set release = \"...\" in the recipe", exception.Hint);
    }

    [Fact]
    public void AMissingFileIsAnError() =>
        Assert.Equal(RecipeDiagnostics.Include, Assert.Throws<ComposerException>(() => Read("repository-files = [\"none.repo\"]\n")).Id);

    /// <summary>dnf 4.14 expands the same files to the same URLs and excludes.</summary>
    [Theory, MemberData(nameof(Files))]
    public void DnfReadsTheSame(string file)
    {
        Tool dnf = Tool.Require("dnf", "dnf");
        Recipe recipe = ReadFixture(file);
        Directory.CreateDirectory(_folder["repos"]);
        Directory.CreateDirectory(_folder["vars"]);
        File.Copy(_folder[file], Path.Combine(_folder["repos"], file));
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("stream", "9-stream"), ("contentdir", "pub/rocky"), ("rltype", "")]) File.WriteAllText(Path.Combine(_folder["vars"], name), value + "\n");
        string told = dnf.Run(
            "-C", $"--setopt=reposdir={_folder["repos"]}", $"--setopt=cachedir={_folder["cache"]}", $"--setopt=varsdir={_folder["vars"]}", "--setopt=*.skip_if_unavailable=1", "--releasever=9", "--forcearch=x86_64",
            "repoinfo", "--all");
        foreach (RepositorySource repository in recipe.Repositories)
        {
            string id = repository.Id.StartsWith("copr_", StringComparison.Ordinal) ? "copr:copr.fedorainfracloud.org:group_systemd:systemd" : repository.Id;
            string block = Assert.Single(told.Split("\n\n"), block => Regex.IsMatch(block, $@"Repo-id +: {Regex.Escape(id)}$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)));
            Dictionary<string, string> fields = Field().Matches(block).ToDictionary(match => match.Groups["key"].Value, match => match.Groups["value"].Value.TrimEnd());
            string expected = repository.Place is RepositoryPlace.Listed list
                ? fields[list.Kind == MirrorListKind.Metalink ? "metalink" : "mirrors"]
                : fields["baseurl"].Split(" (")[0];
            string got = repository.Place is RepositoryPlace.Metadata place ? string.Join(", ", place.BaseUrls.Select(url => url.Value)) : repository.Place.Written.Value;
            Assert.Equal(expected, got);
            Assert.Equal(fields.GetValueOrDefault("exclude", ""), string.Join(", ", repository.Excludes.Select(spec => spec.Value)));
        }
    }

    [GeneratedRegex("^Repo-(?<key>[a-z]+) +: (?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();

    private Recipe ReadFixture(string file)
    {
        File.Copy(Checkout.Fixture("repo-files", file), _folder[file], overwrite: true);
        return Read($"repository-files = [\"{file}\"]\n{Vars}\n");
    }

    private Recipe ReadText(string text)
    {
        File.WriteAllText(_folder["x.repo"], text);
        return Read("repository-files = [\"x.repo\"]\n");
    }

    private Recipe Read(string head, string release = "release = \"9\"")
    {
        File.WriteAllText(_folder["recipe.toml"], $"{release}\n{head}\n[packages]\ninstall = [\"systemd\"]\n");
        return RecipeReader.Read(_folder["recipe.toml"]);
    }
}

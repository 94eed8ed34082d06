using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Tests.Config;
using InitrdComposer.Tests.Resolver;
using Xunit;

namespace InitrdComposer.Tests.Lock;

public sealed class PreferenceChecksTests
{
    private static readonly Pool Pool = TestTags.Pool("""
        =Pkg: mawk 1 1 noarch
        =Prv: awk
        =Pkg: gawk 5 1 noarch
        =Prv: awk
        """);

    [Theory]
    [InlineData("prefer", "?mask", null)]
    [InlineData("prefer", "mawk", null)]
    [InlineData("avoid", "awk", null)]
    [InlineData("prefer", "mask", "packages.prefer: no package of the repositories matches \"mask\"")]
    [InlineData("avoid", "nothing-like-it", "packages.avoid: no package of the repositories matches \"nothing-like-it\"")]
    public void APreferenceMeansSomething(string setting, string spec, string? message)
    {
        Recipe recipe = RecipeWith($"{setting} = [\"{spec}\"]");
        if (message is null)
        {
            PreferenceChecks.Require(recipe, new(Pool));
            return;
        }

        ComposerException error = Assert.Throws<ComposerException>(() => PreferenceChecks.Require(recipe, new(Pool)));
        Assert.Equal((ResolverDiagnostics.UnmatchedPreference, message), (error.Id, error.Message));
        Assert.Equal(6, error.Location?.Position?.Line);
    }

    [Theory]
    [InlineData("", "gawk-5-1.noarch")]
    [InlineData("prefer = [\"mawk\"]", "mawk-1-1.noarch")]
    [InlineData("avoid = [\"gawk\"]", "mawk-1-1.noarch")]
    [InlineData("prefer = [\"mawk\", \"gawk\"]", "gawk-5-1.noarch")]
    [InlineData("prefer = [\"?none\", \"?mawk\"]", "mawk-1-1.noarch")]
    public void ThePreferredProviderIsChosen(string settings, string installed)
    {
        RoleRequest role = RoleRequest.Of(RecipeWith(settings)).First();
        var solved = Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(Pool, role.Request));
        Assert.Equal([installed], solved.Packages.Select(package => Pool.Nevra(package.Package).ToString()));
    }

    private static Recipe RecipeWith(string settings) => Recipes.Parse($"""
        [[repositories]]
        id = "r"
        baseurl = "r"
        [packages]
        install = ["awk"]
        {settings}
        """);
}

using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Config;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed partial class RecipeTextTests
{
    [Fact]
    public void EffectiveRecipeNamesTheOriginOfEveryValue() =>
        Golden.Matches("config", "show-small.toml", RecipeText.Show(Recipes.Parse("# first line\n" + Recipes.Small)));

    [Fact]
    public void EffectiveRecipeOfEverySettingReadsBackAsTheSame()
    {
        Recipe recipe = Recipes.ParseExample();
        string shown = RecipeText.Show(recipe);
        Recipe again = Recipes.Parse(shown);
        Assert.Equal(RecipeValues.Of(recipe), RecipeValues.Of(again));
        Assert.Equal(WithoutComments(shown), WithoutComments(RecipeText.Show(again)));
    }

    [Fact]
    public void EffectiveRecipeOfAnExtensionReadsBackAsTheSameAndSaysNothingOfInitrds()
    {
        Recipe recipe = Recipes.Parse(RecipeReference.ExtensionExample);
        string shown = RecipeText.Show(recipe);
        Assert.Equal(RecipeValues.Of(recipe), RecipeValues.Of(Recipes.Parse(shown)));
        Assert.Contains("verity-key = \"keys/verity.key\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("[roles]", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("[initrd]", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyThatOutputsKeepIsTheSameRecipeWithoutAnyOtherFile()
    {
        Recipe recipe = Recipes.ParseExample();
        Recipe again = RecipeReader.Parse(recipe.Text.Span, recipe.Path);
        Assert.Equal(RecipeValues.Of(recipe), RecipeValues.Of(again));
        Assert.Equal(recipe.Text.ToArray(), again.Text.ToArray());
    }

    [Fact]
    public void AnyTextOfARecipeReadsBackAsTheSame() => Check.QuickThrowOnFailure(Prop.ForAll(Lines(), line =>
    {
        string document = Recipes.Small.Replace("\"bash\"", TomlText.Quote("a" + line + "z"), StringComparison.Ordinal)
            + $"[roles]\nkernel = \"k\"\nstub = \"s\"\n[uki]\ncmdline = {TomlText.Quote(line)}\n";
        Recipe recipe = Recipes.Parse(document);
        return RecipeValues.Of(recipe) == RecipeValues.Of(Recipes.Parse(RecipeText.Show(recipe)));
    }));

    [Fact]
    public void NameOfTheFileCannotEndAComment()
    {
        Recipe recipe = Recipes.Parse("name = \"x\"\n" + Recipes.Small, "a\nname = \"y\" #.toml");
        Assert.Equal("x", Recipes.Parse(RecipeText.Show(recipe)).Name);
    }

    /// <summary>Anything that may stand in one line.</summary>
    private static Arbitrary<string> Lines() =>
        Gen.OneOf(Gen.Elements('"', '\\', '\'', '#', '=', ' ', '\u202E', 'é'), Gen.Choose(0x20, 0x7E).Select(c => (char)c)).ListOf()
            .Select(characters => new string([.. characters])).ToArbitrary();

    private static string WithoutComments(string shown) => Comments().Replace(shown, "");

    [GeneratedRegex(" +# .*$|^# (effective|made of).*\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Comments();
}

using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Help and errors are part of the product.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("lock")]
    [InlineData("build")]
    [InlineData("fetch")]
    [InlineData("cache")]
    [InlineData("cache prune")]
    [InlineData("show")]
    [InlineData("resolve")]
    [InlineData("why")]
    [InlineData("inspect")]
    [InlineData("ls")]
    [InlineData("cat")]
    [InlineData("extract")]
    [InlineData("diff")]
    [InlineData("budget")]
    [InlineData("prove")]
    [InlineData("rebuild")]
    [InlineData("verify")]
    [InlineData("boot")]
    [InlineData("uki")]
    [InlineData("uki extract")]
    [InlineData("uki inspect")]
    [InlineData("uki link")]
    [InlineData("uki forecast")]
    [InlineData("uki diff-pcr")]
    [InlineData("uki relink")]
    [InlineData("uki sign")]
    [InlineData("uki digest")]
    [InlineData("uki attach")]
    [InlineData("uki verify")]
    [InlineData("sysext")]
    [InlineData("sysext lock")]
    [InlineData("sysext build")]
    [InlineData("sysext check")]
    [InlineData("sysext sign")]
    [InlineData("sysext digest")]
    [InlineData("sysext attach")]
    [InlineData("esp")]
    [InlineData("esp plan")]
    [InlineData("esp write")]
    [InlineData("import")]
    [InlineData("import dracut")]
    [InlineData("import mkosi")]
    public void HelpIsAsReviewed(string verb)
    {
        ToolResult result = ComposerProgram.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, result.ExitCode);
        Golden.Matches("help", $"{(verb.Length == 0 ? "initrd-composer" : verb.Replace(' ', '-'))}.txt", result.Output);
    }

    [Theory]
    [InlineData("no-such-verb-at-all")]
    [InlineData("build")]
    [InlineData("build --no-such-option x")]
    public void AWrongCommandLineExitsWith2AndPointsToHelp(string arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error[IC-CLI01]: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lok my.toml", "initrd-composer has no verb lok", "did you mean lock?")]
    [InlineData("uki lnk", "initrd-composer uki has no verb lnk", "did you mean link?")]
    [InlineData("lock --update my.toml", "Required argument missing", "write initrd-composer lock RECIPE --update ...")]
    public void AMistakeIsAnsweredWithWhatWasMeant(string arguments, string message, string hint)
    {
        ToolResult result = ComposerProgram.Run(arguments.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingRecipeIsNamedAndIsAMatterOfThisMachine()
    {
        ToolResult result = ComposerProgram.Run("show", "/no/such/recipe.toml");
        Assert.Equal(7, result.ExitCode);
        Assert.Contains("/no/such/recipe.toml", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorsAsJsonHaveTheSameFields()
    {
        ToolResult result = ComposerProgram.Run("show", "/no/such/recipe.toml", "--json");
        using var json = System.Text.Json.JsonDocument.Parse(result.Error);
        Assert.Equal(7, json.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Equal("/no/such/recipe.toml", json.RootElement.GetProperty("file").GetString());
        Assert.StartsWith("IC-", json.RootElement.GetProperty("id").GetString(), StringComparison.Ordinal);
    }
}

using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Import;
using InitrdComposer.Import.Mkosi;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Import.Mkosi;

/// <summary>mkosi's own tree, with mkosi's own summary of it as oracle.</summary>
public sealed class MkosiInitrdTests
{
    private static string Tree => Checkout.Fixture("mkosi", "mkosi-initrd");

    public static TheoryData<string> Images => new(Summary().Select(line => line.Image).Distinct().Where(image => !image.StartsWith("arch ", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Images))]
    public void TheRecipeHasWhatMkosiHas(string image)
    {
        string[] words = image.Split(' ');
        ImportedRecipe imported = MkosiImport.Of(Disk.Host, [Tree], new(words[0], Checkout.Root) { Release = words[1], Uki = words[3] == "uki" });
        Recipe recipe = RecipeReader.Parse(Encoding.UTF8.GetBytes(imported.Text), Path.Combine(Checkout.Root, "imported.toml"), RecipeChoices.None with { Profiles = words[2] == "-" ? [] : [words[2]] });
        foreach ((_, string setting, string[] values) in Summary().Where(line => line.Image == image))
        {
            string[] apt = [.. values.Where(value => value.StartsWith('^'))];
            Assert.All(apt, value => Assert.Contains(imported.Findings, finding => finding.Verdict == ImportVerdict.NoCounterpart && finding.Subject == $"Packages={value}"));
            IEnumerable<string> actual = setting switch
            {
                "Packages" => recipe.Packages.Install.Select(package => package.Value).Order(StringComparer.Ordinal),
                "RemovePackages" => recipe.Packages.Remove.Select(package => package.Value.TrimStart('?')),
                "RemoveFiles" => recipe.Finalize.RemoveFiles.Select(glob => glob.Value.TrimStart('?')),
                "KernelModules" => recipe.Modules.Include.Select(pattern => pattern.Value.TrimStart('?')),
                _ => recipe.ExtraTrees.Select(tree => Path.GetRelativePath(Tree, Path.Combine(Checkout.Root, tree.Source.Value))),
            };
            Assert.Equal(values.Except(apt), actual);
        }

        Assert.All(recipe.Modules.Include, pattern => Assert.StartsWith("?", pattern.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void TheScriptIsNamedWithWhatItProbablyDoes()
    {
        ImportFinding script = Assert.Single(MkosiImport.Of(Disk.Host, [Tree], new("fedora", Checkout.Root) { Release = "42" }).Losses);
        Assert.Equal("mkosi.postinst", script.Subject);
        Assert.EndsWith("mkosi.profiles/network/mkosi.postinst", script.Place.File, StringComparison.Ordinal);
        Assert.Contains("makes links", script.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void ADistributionWithoutRpmsIsRefused()
    {
        var error = Assert.Throws<ComposerException>(() => MkosiImport.Of(Disk.Host, [Tree], new("arch", Checkout.Root)));
        Assert.Equal(FailureKind.Usage, error.Id.Kind);
        Assert.Contains("no RPMs", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Image, string Setting, string[] Values)> Summary() =>
        from line in File.ReadLines(Checkout.Fixture("mkosi", "summary.txt"))
        let words = line.Split(' ')
        select (string.Join(' ', words[..4]), words[4], words[5..]);
}

using System.Globalization;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

/// <summary>`--set NAME=` of every setting there is: the recipe is then what it would be if nobody had said it.</summary>
public sealed class TakenBackTests
{
    private const string Small = """
        [[repositories]]
        id = "one"
        baseurl = "../repo"
        signatures = "none"
        [packages]
        install = ["bash"]

        """;

    /// <summary>Nothing refuses what is left when one of these is gone.</summary>
    private const string Signed = Small + """
        [roles]
        kernel = "kernel"
        [attestation]
        key = "keys/release.key"
        [uki]
        cmdline = "rw"
        stub = "linux.efi.stub"
        pcr-key = "keys/pcr.key"

        """;

    /// <summary>Arrays that are at their defaults when they are taken back, as any value, not empty.</summary>
    private static readonly string[] Chosen = ["repositories.0.baseurl"];

    public static TheoryData<string, string> Settings()
    {
        var data = new TheoryData<string, string>();
        foreach ((string name, string text) in Texts())
        {
            foreach (string setting in LinesOf(text).Select(line => line.Setting).Where(setting => setting.Length > 0).Distinct()) data.Add(name, setting);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void SettingTakenBackIsAsIfNobodyHadSaidIt(string text, string setting)
    {
        string said = Texts().Single(entry => entry.Name == text).Text;
        (Recipe? expected, string? refusal) = Read(string.Join('\n', LinesOf(said).Select(line => IsOf(line.Setting, setting) ? Without(line.Text, setting) : line.Text)));
        (Recipe? got, string? gotRefusal) = Read(said, setting + "=");
        if (gotRefusal?.Contains("no default that could hold instead", StringComparison.Ordinal) == true)
        {
            Assert.NotNull(refusal);
            return;
        }

        Assert.Equal(refusal, gotRefusal);
        if (expected is null) return;
        Assert.Equal(RecipeValues.Of(expected), RecipeValues.Of(got! with { Layers = expected.Layers }));
        Assert.Equal(Encoding.UTF8.GetString(expected.Text.Span), Encoding.UTF8.GetString(got.Text.Span));
    }

    [Fact]
    public void EverySettingIsTried()
    {
        var tried = Texts().SelectMany(entry => LinesOf(entry.Text)).SelectMany(line => line.Setting.Split('.')).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], RecipeSettings.All.Where(row => !LayerSettings.Has(row.Key)).SelectMany(row => row.InnerKeys.Prepend(row.Key)).Where(key => !tried.Contains(key)));
    }

    [Fact]
    public void SignerOfProvenanceCanBeTakenBack()
    {
        using var folder = new RecipeFolder(Signed);
        Assert.NotNull(folder.Read().Attestation.Signer);
        Recipe recipe = folder.Read(settings: ["attestation.key=", "uki.pcr-key="]);
        Assert.Null(recipe.Attestation.Signer);
        Assert.Null(recipe.Uki!.PcrSigner);
    }

    /// <summary>Recipes that say every setting, among them those that go in place of others.</summary>
    private static IEnumerable<(string Name, string Text)> Texts()
    {
        // Of layers, which only files speak of, a chosen profile would say some of it again; they come last.
        IEnumerable<string> example = RecipeReference.Example.Split('\n').TakeWhile(line => !line.StartsWith($"[{ProfilesSetting.Name}.", StringComparison.Ordinal));
        yield return ("initrd", string.Join('\n', example.Where(line => !line.StartsWith(LayerSettings.UseProfiles, StringComparison.Ordinal))));
        yield return ("extension", Small + RecipeReference.ExtensionExample);
        yield return ("signed", Signed + string.Join('\n', UkiRows.All.Where(row => row.IsTable).Select(row => row.Example)));
        foreach (string place in (string[])["metalink = \"../metalink\"", "mirrorlist = \"../mirrorlist\"", "packages = \"../rpms\"", "installed = \"/var/lib/rpm\"\nroot = \"/mnt\""])
        {
            yield return (place.Split(' ')[0], Small.Replace("[packages]", place + "\n[packages]", StringComparison.Ordinal));
        }
    }

    /// <summary>Each line with the setting that it says: of a header its table, of those of an array the array and the element's number.</summary>
    private static IEnumerable<(string Text, string Setting)> LinesOf(string text)
    {
        var elements = new Dictionary<string, int>(StringComparer.Ordinal);
        string table = "";
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("[[", StringComparison.Ordinal))
            {
                string array = line.Trim('[', ']');
                int index = elements[array] = elements.GetValueOrDefault(array, -1) + 1;
                table = string.Create(CultureInfo.InvariantCulture, $"{array}.{index}.");
                yield return (line, array);
            }
            else if (line.StartsWith('['))
            {
                table = line.Trim('[', ']') + ".";
                yield return (line, table[..^1]);
            }
            else
            {
                string key = line.Split(" = ")[0];
                yield return (line, key.Length == 0 || LayerSettings.Has((table + key).Split('.')[0]) ? "" : table + key);
            }
        }
    }

    private static bool IsOf(string line, string setting) => line == setting || line.StartsWith(setting + ".", StringComparison.Ordinal);

    /// <summary>Nothing where the line was, so that what follows keeps its place; an array or a command line is empty, whatever its default.</summary>
    private static string Without(string line, string setting) => setting switch
    {
        _ when line.StartsWith('[') || Chosen.Contains(setting) => "",
        "uki.cmdline" or "uki.addons.0.cmdline" => "cmdline = \"\"",
        _ => line.Split(" = ") is [string key, ['[', ..]] && setting.EndsWith(key, StringComparison.Ordinal) ? $"{key} = []" : "",
    };

    private static (Recipe? Recipe, string? Refusal) Read(string text, params string[] settings)
    {
        using var folder = new RecipeFolder(text);
        folder.Write("common.toml", "");
        Directory.CreateDirectory(folder["mkosi.conf.d"]);
        try
        {
            return (folder.Read(settings: [.. settings]), null);
        }
        catch (ComposerException refused)
        {
            return (null, $"{refused.Id} {refused.Message}".Replace(folder.Path, "", StringComparison.Ordinal));
        }
    }
}

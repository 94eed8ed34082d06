using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Ini;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers.RepoFiles;

/// <summary>
/// $name and ${name} in .repo files, as dnf.conf(5), "VARIABLES" has them. dnf leaves what it does not know as it is, and asks a server for a folder
/// called "$stream"; that is an error here.
/// </summary>
internal sealed partial class RepoVariables
{
    private const int Milliseconds = 1000;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="recipe">Says release, architecture and further ones, which go over those.</param>
    public static RepoVariables Of(Recipe recipe)
    {
        var variables = new RepoVariables();
        string architecture = recipe.Architecture.Length > 0 ? recipe.Architecture : RecipeSettings.DefaultArchitecture;
        variables._values["arch"] = variables._values["basearch"] = architecture;
        if (recipe.Release is string release)
        {
            variables._values["releasever"] = release;
            string[] parts = release.Split('.', 2);
            variables._values["releasever_major"] = parts[0];
            variables._values["releasever_minor"] = parts.Length > 1 ? parts[1] : "";
        }

        foreach (RepositoryVariable variable in recipe.Layers.Variables) variables._values[variable.Name] = variable.Value;
        return variables;
    }

    /// <exception cref="ComposerException">A variable is not known (MIR19).</exception>
    public string Expand(IniText text, SettingSource source) => References().Replace(text.Text, match =>
    {
        string name = match.Groups["name"].Value;
        if (_values.TryGetValue(name, out string? value)) return value;
        string hint = name.StartsWith("releasever", StringComparison.Ordinal) ? "set release = \"...\" in the recipe" : $"set it in the recipe: vars = {{ {name} = \"...\" }}";
        throw new ComposerException(RecipeDiagnostics.Variable, $"${name}: nobody says what it stands for", source.At(text.Position), hint);
    });

    [GeneratedRegex(@"\$(\{(?<name>[A-Za-z0-9_]+)\}|(?<name>[A-Za-z0-9_]+))", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex References();
}

using System.CommandLine;
using System.Text.Json;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`show`: the effective recipe.</summary>
internal static class ShowVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> recipe = RecipeArguments.Recipe();
        Option<string[]> profiles = RecipeArguments.Profiles();
        Option<string[]> settings = RecipeArguments.Settings();
        Option<string?> hostModules = RecipeArguments.HostModules();
        var verb = new Verb(
            "show", "Print the effective recipe, every setting with the file and line that it comes from.",
            "initrd-composer show my.toml",
            "initrd-composer show my.toml --profile lvm --set packages.install+=strace")
        {
            recipe,
            profiles,
            settings,
            hostModules,
        };
        verb.SetAction(parsed =>
        {
            Recipe effective = RecipeArguments.Read(parsed, RecipeArguments.RecipePath(parsed.GetRequiredValue(recipe)), profiles, settings, hostModules: hostModules);
            Console.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => Write(json, effective)) + "\n" : RecipeText.Show(effective));
            return 0;
        });
        return verb;
    }

    private static void Write(Utf8JsonWriter json, Recipe recipe)
    {
        json.WriteStartObject();
        json.WriteString("recipe", recipe.Path);
        json.WriteStartArray("layers");
        foreach (string layer in RecipeText.Layers(recipe)) json.WriteStringValue(layer);
        json.WriteEndArray();
        json.WriteStartArray("settings");
        foreach (EffectiveValue value in RecipeText.Values(recipe)) Write(json, value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EffectiveValue value)
    {
        json.WriteStartObject();
        json.WriteString("setting", value.Setting);
        json.WritePropertyName("value");
        Write(json, value.Value);
        if (value.Origin?.File is string file) json.WriteString("file", file);
        if (value.Origin?.Position?.Line is int line) json.WriteNumber("line", line);
        if (value.Origin?.Position?.Column is int column) json.WriteNumber("column", column);
        json.WriteEndObject();
    }

    /// <summary>What settings are made of: strings, integers, booleans, and arrays and tables of them.</summary>
    private static void Write(Utf8JsonWriter json, TomlValue value)
    {
        switch (value)
        {
            case TomlString text:
                json.WriteStringValue(text.Value);
                break;
            case TomlInteger number:
                json.WriteNumberValue(number.Value);
                break;
            case TomlBoolean flag:
                json.WriteBooleanValue(flag.Value);
                break;
            case TomlArray array:
                json.WriteStartArray();
                foreach (TomlValue item in array.Items) Write(json, item);
                json.WriteEndArray();
                break;
            case TomlTable table:
                json.WriteStartObject();
                foreach (TomlEntry entry in table.Entries)
                {
                    json.WritePropertyName(entry.Key);
                    Write(json, entry.Value);
                }

                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}

using System.Text.RegularExpressions;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>Recipes of other text that mean what the small product's means.</summary>
internal static partial class RecipeForms
{
    private const string CommandLine = "cmdline = \"console=ttyS0 root=LABEL=small\"\n";

    /// <summary>Tables in another order, and keys within each; what stands before the first table stays there.</summary>
    public static IDisposable? Shuffle(string folder, int seed)
    {
        string[] tables = TableStart().Split(SmallProduct.RecipeText);
        Write(folder, string.Concat(RepositoryForms.Shuffled(tables[1..], seed).Prepend(tables[0]).Select(table => ShuffleKeys(table, seed))));
        return null;
    }

    /// <summary>Every table but the repositories' in a file that the recipe includes.</summary>
    public static IDisposable? Include(string folder)
    {
        int tables = SmallProduct.RecipeText.IndexOf("[packages]", StringComparison.Ordinal);
        Write(folder, "include = [\"rest.toml\"]\n" + SmallProduct.RecipeText[..tables]);
        File.WriteAllText(Path.Combine(folder, "rest.toml"), SmallProduct.RecipeText[tables..]);
        return null;
    }

    /// <summary>The command line in a profile that the recipe chooses.</summary>
    public static IDisposable? Profile(string folder)
    {
        Write(folder, "use-profiles = [\"mine\"]\n" + Without() + "\n[profiles.mine]\nuki." + CommandLine);
        return null;
    }

    /// <summary>A recipe that does not say it.</summary>
    public static IDisposable? TakeCommandLineAway(string folder)
    {
        Write(folder, Without());
        return null;
    }

    private static string Without() => SmallProduct.RecipeText.Replace(CommandLine, "", StringComparison.Ordinal);

    private static string ShuffleKeys(string table, int seed)
    {
        string[] lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] head = [.. lines.TakeWhile(line => line.StartsWith('['))];
        return string.Join('\n', [.. head, .. RepositoryForms.Shuffled(lines[head.Length..], seed)]) + "\n\n";
    }

    private static void Write(string folder, string text) => File.WriteAllText(Path.Combine(folder, SmallProduct.Recipe), text);

    [GeneratedRegex("(?=^\\[)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TableStart();
}

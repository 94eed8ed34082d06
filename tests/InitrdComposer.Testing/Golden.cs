using Xunit;

namespace InitrdComposer.Testing;

/// <summary>Expected text kept in tests/golden. `make golden` writes it anew; the difference is reviewed like code.</summary>
public static class Golden
{
    /// <param name="suite">Folder below tests/golden.</param>
    /// <param name="name">File name with extension.</param>
    /// <param name="actual">Compared whole.</param>
    public static void Matches(string suite, string name, string actual) => MatchesFile(Path.Combine("tests", "golden", suite, name), actual);

    /// <summary>The same for a text that is kept elsewhere, a page of documentation for one.</summary>
    /// <param name="file">Path below the checkout.</param>
    /// <param name="actual">Compared whole.</param>
    public static void MatchesFile(string file, string actual)
    {
        string path = Path.Combine(Checkout.Root, file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing: run `make golden` and review it");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}

namespace InitrdComposer.Testing;

/// <summary>Folders of the checkout that the tests were built from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds InitrdComposer.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder below tests/fixtures.</summary>
    public static string Fixture(params string[] path) => Path.Combine([Root, "tests", "fixtures", .. path]);

    /// <summary>A file or folder below artifacts, where builds and fixtures leave what they make.</summary>
    public static string Artifact(params string[] path) => Path.Combine([Root, "artifacts", .. path]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "InitrdComposer.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no InitrdComposer.sln above {AppContext.BaseDirectory}");
    }
}

using InitrdComposer.Files;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What is in the output folder of a build.</summary>
internal static class OutputFiles
{
    /// <summary>The files whose names end so, in order; none where there is no folder.</summary>
    /// <exception cref="Diagnostics.ComposerException">The folder cannot be read.</exception>
    public static string[] Find(string output, string suffix)
    {
        var view = new DiskView(Disk.Host);
        return view.HasFolder(output)
            ? [.. view.List(output).Where(name => name.EndsWith(suffix, StringComparison.Ordinal)).Select(name => Path.Combine(output, name))]
            : [];
    }
}

using InitrdComposer.Finalize;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Kernels;

/// <summary>What modprobe.d(5) of an image changes: which modules udev may not load, and what is run in place of loading one.</summary>
internal sealed class ModprobeConfiguration
{
    private static readonly string[] Folders = ["/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d"];

    private readonly Dictionary<string, RootPath> _blacklist = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Command, RootPath File)> _install = new(StringComparer.Ordinal);
    private readonly List<(string Pattern, string Module)> _aliases = [];

    /// <summary>Of two lines for one module the first counts.</summary>
    public static ModprobeConfiguration Read(RootTree tree, IContents contents)
    {
        var configuration = new ModprobeConfiguration();
        foreach ((RootPath path, string text) in ImageText.Files(tree, contents, ".conf", Folders))
        {
            foreach (string line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')) configuration.Add(path, line);
        }

        return configuration;
    }

    /// <summary>"alias PATTERN MODULE", which come before those of the index.</summary>
    public IReadOnlyList<(string Pattern, string Module)> Aliases => _aliases;

    /// <summary>Where a module is barred from being loaded for its devices; null: it is not.</summary>
    public RootPath? BlacklistOf(string module) => _blacklist.TryGetValue(module, out RootPath file) ? file : null;

    /// <summary>What is run when a module is to be loaded; null: it is loaded.</summary>
    public (string Command, RootPath File)? InstallOf(string module) => _install.TryGetValue(module, out (string, RootPath) found) ? found : null;

    private void Add(RootPath path, string line)
    {
        string[] words = line.Trim().Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case ["blacklist", string module, ..]:
                _blacklist.TryAdd(ModuleName.Normalize(module), path);
                break;
            case ["install", string module, string command]:
                _install.TryAdd(ModuleName.Normalize(module), (command, path));
                break;
            case ["alias", string pattern, string module] when ModuleAlias.TryNormalize(pattern, out string? normalized):
                _aliases.Add((normalized, ModuleName.Normalize(module)));
                break;
        }
    }
}

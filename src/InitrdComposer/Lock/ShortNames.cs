using InitrdComposer.Packages;

namespace InitrdComposer.Lock;

/// <summary>
/// How one package of a lock calls another: by name alone where that is enough. A new version of a package then changes its own lines only.
/// </summary>
internal sealed class ShortNames
{
    private readonly Dictionary<string, Nevra?> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Nevra> _byNevra = new(StringComparer.Ordinal);

    public ShortNames(IEnumerable<Nevra> packages)
    {
        foreach (Nevra package in packages)
        {
            // A package may have several roles.
            if (!_byNevra.TryAdd($"{package}", package)) continue;
            if (!_byName.TryAdd(package.Name, package)) _byName[package.Name] = null;
        }
    }

    public string Shortest(Nevra package) => _byName.GetValueOrDefault(package.Name) is null ? $"{package}" : package.Name;

    /// <summary>Null when no package is called that, or more than one.</summary>
    public Nevra? Find(string text) => _byNevra.GetValueOrDefault(text) ?? _byName.GetValueOrDefault(text);
}

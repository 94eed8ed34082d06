using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Settings;

/// <summary>Which settings some layer has given so far, and where. Elements of lists have names of their own: "packages.install.0".</summary>
internal sealed class SettingOrigins
{
    private readonly ImmutableDictionary<string, SourceLocation>.Builder _places = ImmutableDictionary.CreateBuilder<string, SourceLocation>();

    public bool IsGiven(string path) => _places.ContainsKey(path);

    /// <summary>Null when no layer gives it.</summary>
    public SourceLocation? Find(string path) => _places.TryGetValue(path, out SourceLocation place) ? place : null;

    public void Record(string path, SourceLocation place) => _places[path] = place;

    /// <summary>As if no layer had given it, nor anything inside it.</summary>
    public void Forget(string path)
    {
        if (!_places.Remove(path)) return;
        _places.RemoveRange([.. _places.Keys.Where(key => key.StartsWith(path, StringComparison.Ordinal) && key[path.Length] is '.' or '[')]);
    }

    public ImmutableDictionary<string, SourceLocation> ToImmutable() => _places.ToImmutable();
}

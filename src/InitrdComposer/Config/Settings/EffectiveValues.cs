using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Settings;

/// <summary>The effective recipe for programs: a value a row, elements of lists apart. What has no value is not there.</summary>
internal sealed class EffectiveValues(ImmutableDictionary<string, SourceLocation> origins) : IEffectiveSettings
{
    private readonly ImmutableArray<EffectiveValue>.Builder _values = ImmutableArray.CreateBuilder<EffectiveValue>();

    public ImmutableArray<EffectiveValue> All => _values.ToImmutable();

    public void Header(string header)
    {
        // The names of settings say it.
    }

    public void Missing(string header, string meaning)
    {
        // As what has no value.
    }

    public void Value(string key, string toml, string path) => _values.Add(new(path, SettingChange.AsToml(toml)!, OriginOf(path)));

    public void List(string key, ImmutableArray<string> items, string path)
    {
        if (items.IsEmpty) Value(key, "[]", path);
        for (int i = 0; i < items.Length; i++) Value(key, items[i], $"{path}.{i}");
    }

    public void Unset(string key, string meaning)
    {
        // As a table that is missing.
    }

    private SourceLocation? OriginOf(string path) => origins.TryGetValue(path, out SourceLocation place) ? place : null;
}

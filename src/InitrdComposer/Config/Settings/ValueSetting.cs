using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>A key with a value.</summary>
/// <param name="key">In the recipe's spelling: kebab case.</param>
/// <param name="type">What the value may be.</param>
/// <param name="byDefault">What holds when the recipe says nothing.</param>
/// <param name="get">The property that keeps it.</param>
/// <param name="set">The same, with a value.</param>
/// <param name="description">One line for the reference.</param>
/// <param name="example">A value as TOML writes it.</param>
internal sealed class ValueSetting<TOwner, T>(
    string key, SettingType<T> type, T byDefault, Func<TOwner, T> get, Func<TOwner, T, TOwner> set, string description, string example)
    : Setting<TOwner>(key, description)
{
    /// <summary>The recipe must say it: there is no default.</summary>
    public bool MustBeGiven { get; init; }

    /// <summary>Says what a missing value means, where the default is not a value that one could write.</summary>
    public string? WhenUnset { get; init; }

    /// <summary>Says how layers make up the recipe: of the effective recipe, which is of one layer, it is no part.</summary>
    public bool IsAboutLayers { get; init; }

    /// <summary>It goes in place of another row of the table.</summary>
    public bool IsAlternative { get; init; }

    public override bool IsRequired => MustBeGiven;

    public override bool IsInExample => !IsAlternative;

    public override IEnumerable<string> InnerKeys => [];

    public override string Header => Key;

    public override string Example { get; } = $"{key} = {example}";

    public override TOwner Read(TOwner owner, TomlEntry entry, string path, SettingSource source)
    {
        T value = type.Read(entry.Value, path, source);
        if (!type.IsCollection || !source.Origins.IsGiven(path))
        {
            source.Record(path, entry);
            return set(owner, value);
        }

        source.RecordElements(path, type.CountOf(get(owner)), entry.Value);
        return set(owner, type.Join(get(owner), value));
    }

    public override TOwner Change(TOwner owner, ReadOnlySpan<string> rest, string path, SettingChange change, SettingSource source)
    {
        if (rest.Length > 0)
        {
            throw new ComposerException(RecipeDiagnostics.UnknownKey, $"{path} has nothing inside", source.At(default), $"write {path}=...");
        }

        if (change.Kind == ChangeKind.Clear && !type.IsEmptiable)
        {
            if (MustBeGiven) throw new ComposerException(RecipeDiagnostics.Override, $"{path} has no default that could hold instead", source.At(default), $"write {path}=...");
            source.Origins.Forget(path);
            return ReadDefault(owner);
        }

        T before = source.Origins.IsGiven(path) ? get(owner) : byDefault;
        return set(owner, ValueChange.Apply(type, before, path, change, source));
    }

    public override TOwner Complete(TOwner owner, string path, SettingOrigins origins, SettingPlace place) =>
        origins.IsGiven(path) ? owner : IsMissed(origins) ? throw Missing(place) : ReadDefault(owner);

    public override TOwner ReadDefault(TOwner owner) => set(owner, byDefault);

    public override void Show(TOwner owner, string path, IEffectiveSettings text)
    {
        if (IsAboutLayers) return;
        switch (type.Write(get(owner)))
        {
            case null:
                text.Unset(Key, WhenUnset ?? "not set");
                break;
            case WrittenValue.Scalar scalar:
                text.Value(Key, scalar.Toml, path);
                break;
            case WrittenValue.List list:
                text.List(Key, list.Items, path);
                break;
        }
    }

    public override void Document(ReferenceText text)
    {
        string standard = MustBeGiven ? "required" : WhenUnset ?? $"`{type.Write(byDefault)}`";
        text.Row(Key, type.Name, standard, Description);
    }
}

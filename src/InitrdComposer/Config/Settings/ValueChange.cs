using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>A change of a value, and of where its elements come from.</summary>
internal static class ValueChange
{
    /// <param name="before">What the layers before left.</param>
    /// <exception cref="ComposerException">The value does not fit, or cannot be changed so.</exception>
    public static T Apply<T>(SettingType<T> type, T before, string path, SettingChange change, SettingSource source)
    {
        bool isWhole = change.Kind is ChangeKind.Replace or ChangeKind.Clear;
        if (!isWhole && !type.IsAddable)
        {
            throw new ComposerException(RecipeDiagnostics.Override, $"{path} is one value: nothing can be added to it or taken away", source.At(default), $"write {path}=...");
        }

        T given = change.Kind == ChangeKind.Clear ? type.Empty : type.Read(type.Parse(change.Text, change.IsLiteral), path, source);
        if (change.Kind == ChangeKind.Append) return Append(type, before, path, given, source);
        SourceLocation place = source.At(default);
        ImmutableArray<SourceLocation?> beforePlaces = PlacesOf(type.CountOf(before), path, source.Origins);
        ImmutableArray<SourceLocation?> givenPlaces = [.. Enumerable.Repeat((SourceLocation?)place, type.CountOf(given))];
        (T value, ImmutableArray<SourceLocation?> places) = change.Kind switch
        {
            ChangeKind.Prepend => InFront(type, before, beforePlaces, given, givenPlaces),
            ChangeKind.Remove => Without(type, before, beforePlaces, given)
                ?? throw new ComposerException(RecipeDiagnostics.Override, $"{path} has no {TomlText.Quote(change.Text)} that could be taken away", place),
            _ => (given, givenPlaces),
        };
        source.Origins.Forget(path);
        source.Origins.Record(path, place);
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is SourceLocation element) source.Origins.Record($"{path}.{i}", element);
        }

        return value;
    }

    /// <summary>What is there keeps its places: a list of thousands, which drop-ins make one by one, is not gone through each time.</summary>
    private static T Append<T>(SettingType<T> type, T before, string path, T given, SettingSource source)
    {
        SourceLocation place = source.At(default);
        int first = type.CountOf(before);
        source.Origins.Record(path, place);
        for (int i = 0; i < type.CountOf(given); i++) source.Origins.Record($"{path}.{first + i}", place);
        return type.Join(before, given);
    }

    /// <summary>What is there already moves.</summary>
    private static (T Value, ImmutableArray<SourceLocation?> Places) InFront<T>(
        SettingType<T> type, T before, ImmutableArray<SourceLocation?> beforePlaces, T given, ImmutableArray<SourceLocation?> givenPlaces)
    {
        (T rest, ImmutableArray<SourceLocation?> restPlaces) = Without(type, before, beforePlaces, given) ?? (before, beforePlaces);
        return (type.Join(given, rest), givenPlaces.AddRange(restPlaces));
    }

    private static (T Value, ImmutableArray<SourceLocation?> Places)? Without<T>(SettingType<T> type, T before, ImmutableArray<SourceLocation?> places, T removed)
    {
        ImmutableArray<int>? kept = type.IndicesWithout(before, removed);
        return kept is null ? null : (type.Take(before, kept.Value), places.Length == 0 ? places : [.. kept.Value.Select(index => places[index])]);
    }

    private static ImmutableArray<SourceLocation?> PlacesOf(int count, string path, SettingOrigins origins) =>
        [.. Enumerable.Range(0, count).Select(index => origins.Find($"{path}.{index}"))];
}

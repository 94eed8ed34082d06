using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>What a value may be: read from TOML and written as TOML.</summary>
/// <param name="name">For messages and the reference: "boolean", "array of package names".</param>
internal abstract class SettingType<T>(string name)
{
    public string Name { get; } = name;

    /// <exception cref="ComposerException">The value is of another type, or outside of what is allowed.</exception>
    public abstract T Read(TomlValue value, string path, SettingSource source);

    /// <summary>Null when there is nothing to write.</summary>
    public abstract WrittenValue? Write(T value);

    /// <summary>A list: what a later layer says comes behind what is there.</summary>
    public virtual bool IsCollection => false;

    /// <summary>Made of parts, which single changes may add and take away.</summary>
    public virtual bool IsAddable => IsCollection;

    /// <summary>Taken back, it has no parts; anything else is at its default.</summary>
    public virtual bool IsEmptiable => IsAddable;

    /// <summary>No parts. Of what is addable only, as all below.</summary>
    public virtual T Empty => throw new NotSupportedException();

    public virtual T Join(T before, T after) => throw new NotSupportedException();

    /// <summary>How many parts have an origin each.</summary>
    public virtual int CountOf(T value) => 0;

    /// <summary>The parts that stay when some are taken away; null when none of them is there.</summary>
    public virtual ImmutableArray<int>? IndicesWithout(T value, T removed) => throw new NotSupportedException();

    /// <summary>Some of the parts.</summary>
    public virtual T Take(T value, ImmutableArray<int> indices) => throw new NotSupportedException();

    /// <summary>The value that a text outside of TOML stands for: on a command line, in a drop-in.</summary>
    /// <param name="isLiteral">Of a list it is one element, whatever it looks like.</param>
    public virtual TomlValue Parse(string text, bool isLiteral = false) => SettingChange.AsToml(text) ?? SettingChange.AsString(text);
}

internal sealed class FlagType() : SettingType<bool>("boolean")
{
    public override bool Read(TomlValue value, string path, SettingSource source) =>
        value is TomlBoolean flag ? flag.Value : throw source.Refuse(RecipeDiagnostics.WrongType, path, value, "true or false");

    public override WrittenValue Write(bool value) => new WrittenValue.Scalar(value ? "true" : "false");
}

/// <param name="id">For what is no number of the range.</param>
internal sealed class NumberType(long least, long most, DiagnosticId id) : SettingType<long>($"integer, {least} to {most}")
{
    public override long Read(TomlValue value, string path, SettingSource source) =>
        value is TomlInteger { Value: var number } && number >= least && number <= most ? number : throw source.Refuse(id, path, value, $"an {Name}");

    public override WrittenValue Write(long value) => new WrittenValue.Scalar($"{value}");
}

internal sealed class TextType(TextRule rule) : SettingType<string>(rule.Name)
{
    public override string Read(TomlValue value, string path, SettingSource source)
    {
        if (value is not TomlString { Value: var written }) throw source.Refuse(RecipeDiagnostics.WrongType, path, value, "a string");
        string text = rule.Meaning(written);
        if (rule.Refusal(text) is string expected) throw source.Refuse(rule.Id, path, value, expected, rule.Hint(text));
        return rule.IsPath(text) ? source.FromRecipe(text) : text;
    }

    public override WrittenValue Write(string value) => new WrittenValue.Scalar(TomlText.Quote(value));

    public override bool IsAddable => rule.IsWords;

    public override string Empty => "";

    public override string Join(string? before, string after) => string.IsNullOrEmpty(before) ? after : after.Length == 0 ? before : $"{before} {after}";

    public override ImmutableArray<int>? IndicesWithout(string? value, string removed)
    {
        string[] words = Words(value);
        string[] unwanted = Words(removed);
        int[] kept = [.. Enumerable.Range(0, words.Length).Where(index => !unwanted.Contains(words[index]))];
        return unwanted.All(words.Contains) ? [.. kept] : null;
    }

    public override string Take(string value, ImmutableArray<int> indices)
    {
        string[] words = Words(value);
        return string.Join(' ', indices.Select(index => words[index]));
    }

    public override TomlValue Parse(string text, bool isLiteral = false) => SettingChange.AsString(text);

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}

/// <summary>The same, with the place it was read at.</summary>
internal sealed class LocatedType<T>(SettingType<T> inner) : SettingType<Located<T>>(inner.Name)
{
    public override Located<T> Read(TomlValue value, string path, SettingSource source) => new(inner.Read(value, path, source), source.At(value.Position));

    public override WrittenValue? Write(Located<T> value) => inner.Write(value.Value);

    public override bool IsCollection => inner.IsCollection;

    public override bool IsAddable => inner.IsAddable;

    public override Located<T> Empty => new(inner.Empty, default);

    public override Located<T> Join(Located<T> before, Located<T> after) => after with { Value = inner.Join(before.Value, after.Value) };

    public override int CountOf(Located<T> value) => inner.CountOf(value.Value);

    public override ImmutableArray<int>? IndicesWithout(Located<T> value, Located<T> removed) => inner.IndicesWithout(value.Value, removed.Value);

    public override Located<T> Take(Located<T> value, ImmutableArray<int> indices) => value with { Value = inner.Take(value.Value, indices) };

    public override TomlValue Parse(string text, bool isLiteral = false) => inner.Parse(text, isLiteral);
}

/// <summary>Any number of them.</summary>
internal sealed class ListType<T>(SettingType<T> item) : SettingType<ImmutableArray<T>>($"array of: {item.Name}")
{
    public override ImmutableArray<T> Read(TomlValue value, string path, SettingSource source)
    {
        if (value is not TomlArray array)
        {
            string? hint = value is TomlString text ? $"write [{TomlText.Quote(text.Value)}]" : null;
            throw source.Refuse(RecipeDiagnostics.WrongType, path, value, "an array", hint);
        }

        return [.. array.Items.Select((element, index) => item.Read(element, $"{path}[{index}]", source))];
    }

    public override WrittenValue Write(ImmutableArray<T> value) => new WrittenValue.List([.. value.Select(element => $"{item.Write(element)}")]);

    public override bool IsCollection => true;

    public override ImmutableArray<T> Empty => [];

    public override ImmutableArray<T> Join(ImmutableArray<T> before, ImmutableArray<T> after) => before.AddRange(after);

    public override int CountOf(ImmutableArray<T> value) => value.Length;

    public override ImmutableArray<int>? IndicesWithout(ImmutableArray<T> value, ImmutableArray<T> removed)
    {
        ImmutableArray<int> kept = [.. Enumerable.Range(0, value.Length).Where(index => !removed.Contains(value[index]))];
        return removed.All(element => value.Contains(element)) ? kept : null;
    }

    public override ImmutableArray<T> Take(ImmutableArray<T> value, ImmutableArray<int> indices) => [.. indices.Select(index => value[index])];

    /// <summary>An array, or the one element of it.</summary>
    public override TomlValue Parse(string text, bool isLiteral = false)
    {
        TomlValue? array = isLiteral ? null : SettingChange.AsToml(text) as TomlArray;
        return array ?? TomlArray.Of([item.Parse(text, isLiteral)]);
    }
}

/// <summary>An array, whose brackets may be left away where there is one element.</summary>
internal sealed class OneOrMoreType<T>(SettingType<T> item) : SettingType<ImmutableArray<T>>($"{item.Name}, or an array of them")
{
    private readonly ListType<T> _list = new(item);

    public override ImmutableArray<T> Read(TomlValue value, string path, SettingSource source) =>
        value is TomlArray ? _list.Read(value, path, source) : [item.Read(value, path, source)];

    public override WrittenValue? Write(ImmutableArray<T> value) => value.Length switch
    {
        0 => null,
        1 => item.Write(value[0]),
        _ => _list.Write(value),
    };

    /// <summary>One is chosen, not collected: a later layer replaces it.</summary>
    public override bool IsCollection => false;

    public override bool IsAddable => true;

    public override ImmutableArray<T> Empty => [];

    public override ImmutableArray<T> Join(ImmutableArray<T> before, ImmutableArray<T> after) => _list.Join(before, after);

    public override int CountOf(ImmutableArray<T> value) => value.Length;

    public override ImmutableArray<int>? IndicesWithout(ImmutableArray<T> value, ImmutableArray<T> removed) => _list.IndicesWithout(value, removed);

    public override ImmutableArray<T> Take(ImmutableArray<T> value, ImmutableArray<int> indices) => _list.Take(value, indices);

    public override TomlValue Parse(string text, bool isLiteral = false) => _list.Parse(text, isLiteral);
}

/// <summary>One of a few words.</summary>
internal sealed class ChoiceType<T>(params (string Word, T Value)[] choices) : SettingType<T>(string.Join(" or ", choices.Select(choice => $"\"{choice.Word}\"")))
{
    public override T Read(TomlValue value, string path, SettingSource source) =>
        value is TomlString { Value: var word } && Array.FindIndex(choices, choice => choice.Word == word) is int index and >= 0
            ? choices[index].Value
            : throw source.Refuse(RecipeDiagnostics.Value, path, value, Name);

    public override TomlValue Parse(string text, bool isLiteral = false) => SettingChange.AsString(text);

    public override WrittenValue Write(T value) =>
        new WrittenValue.Scalar(TomlText.Quote(choices.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Word));
}

/// <summary>One, or nothing; in the core's type for it.</summary>
/// <param name="inner">Reads and writes what is there.</param>
/// <param name="wrap">From what was read.</param>
/// <param name="unwrap">Back; called for what is there only.</param>
internal sealed class OptionalType<TInner, T>(SettingType<TInner> inner, Func<TInner, T> wrap, Func<T, TInner> unwrap) : SettingType<T>(inner.Name)
{
    public override T Read(TomlValue value, string path, SettingSource source) => wrap(inner.Read(value, path, source));

    public override WrittenValue? Write(T value) => value is null ? null : inner.Write(unwrap(value));

    public override bool IsCollection => inner.IsCollection;

    public override bool IsAddable => inner.IsAddable;

    /// <summary>To be nothing is its own way of being without.</summary>
    public override bool IsEmptiable => false;

    public override T Empty => wrap(inner.Empty);

    public override T Join(T before, T after) => before is null ? after : wrap(inner.Join(unwrap(before), unwrap(after)));

    public override int CountOf(T value) => value is null ? 0 : inner.CountOf(unwrap(value));

    public override ImmutableArray<int>? IndicesWithout(T value, T removed) => value is null ? null : inner.IndicesWithout(unwrap(value), unwrap(removed));

    public override T Take(T value, ImmutableArray<int> indices) => wrap(inner.Take(unwrap(value), indices));

    public override TomlValue Parse(string text, bool isLiteral = false) => inner.Parse(text, isLiteral);
}

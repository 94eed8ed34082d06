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
        if (value is not TomlString { Value: var text }) throw source.Refuse(RecipeDiagnostics.WrongType, path, value, "a string");
        return rule.Refusal(text) is string expected ? throw source.Refuse(rule.Id, path, value, expected, rule.Hint(text)) : text;
    }

    public override WrittenValue Write(string value) => new WrittenValue.Scalar(TomlText.Quote(value));
}

/// <summary>The same, with the place it was read at.</summary>
internal sealed class LocatedType<T>(SettingType<T> inner) : SettingType<Located<T>>(inner.Name)
{
    public override Located<T> Read(TomlValue value, string path, SettingSource source) => new(inner.Read(value, path, source), source.At(value.Position));

    public override WrittenValue? Write(Located<T> value) => inner.Write(value.Value);
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
}

/// <summary>One of a few words.</summary>
internal sealed class ChoiceType<T>(params (string Word, T Value)[] choices) : SettingType<T>(string.Join(" or ", choices.Select(choice => $"\"{choice.Word}\"")))
{
    public override T Read(TomlValue value, string path, SettingSource source) =>
        value is TomlString { Value: var word } && Array.FindIndex(choices, choice => choice.Word == word) is int index and >= 0
            ? choices[index].Value
            : throw source.Refuse(RecipeDiagnostics.Value, path, value, Name);

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
}

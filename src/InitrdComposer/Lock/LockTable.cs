using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Lock;

/// <summary>A table of a lock as it is read: every key is asked for once, and what nobody asked for is an error.</summary>
/// <param name="file">For locations.</param>
/// <param name="title">For messages: "[[package]]".</param>
/// <param name="table">What is in it.</param>
internal sealed class LockTable(string file, string title, TomlTable table)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public SourceLocation Location => new(file, table.Position);

    public bool Has(string key) => Ask(key) is not null;

    public string Text(string key) => OptionalText(key) ?? throw Missing(key);

    public string? OptionalText(string key) => Ask(key) switch
    {
        null => null,
        TomlString text => text.Value,
        var other => throw Wrong(key, other.Kind, "string"),
    };

    public long Number(string key, long least, long most) => OptionalNumber(key, least, most) ?? throw Missing(key);

    public long? OptionalNumber(string key, long least, long most) => Ask(key) switch
    {
        null => null,
        TomlInteger number when number.Value >= least && number.Value <= most => number.Value,
        TomlInteger number => throw Wrong(key, $"{number.Value}", $"{least} to {most}"),
        var other => throw Wrong(key, other.Kind, "integer"),
    };

    public Digest Digest(string key)
    {
        string text = Text(key);
        if (Formats.Digest.TryParse(text, out Digest digest) && digest.ToString() == text) return digest;
        throw new ComposerException(
            LockDiagnostics.Digest,
            $"{key}: got {TomlText.Quote(text)}, expected \"sha256:\" and 64 hexadecimal digits, or another whole digest",
            LocationOf(key));
    }

    /// <summary>The tables of an array; none when it is missing.</summary>
    /// <param name="key">The array.</param>
    /// <param name="name">What messages call one of its tables.</param>
    public IEnumerable<LockTable> Tables(string key, string name)
    {
        TomlValue? value = Ask(key);
        if (value is null) return [];
        if (value is not TomlArray array) throw Wrong(key, value.Kind, "array of tables");
        return array.Items.Select(item => item is TomlTable inner
            ? new LockTable(file, name, inner)
            : throw new ComposerException(
                LockDiagnostics.Malformed, $"{key}: got a value of type {item.Kind}, expected a table", new SourceLocation(file, item.Position)));
    }

    /// <summary>An array of strings; none when it is missing.</summary>
    public IEnumerable<string> TextList(string key)
    {
        TomlValue? value = Ask(key);
        if (value is null) return [];
        if (value is not TomlArray array) throw Wrong(key, value.Kind, "array of strings");
        return array.Items.Select(item => item is TomlString text ? text.Value : throw Wrong(key, item.Kind, "string"));
    }

    /// <summary>A table of names and texts; none when it is missing.</summary>
    public IEnumerable<(string Key, string Value)> Texts(string key)
    {
        TomlValue? value = Ask(key);
        if (value is null) return [];
        if (value is not TomlTable inner) throw Wrong(key, value.Kind, "table");
        var texts = new LockTable(file, $"[{key}]", inner);
        return inner.Entries.Select(entry => (entry.Key, texts.Text(entry.Key)));
    }

    /// <summary>What is wrong with the value of a key.</summary>
    public ComposerException Wrong(string key, string got, string expected, string? hint = null) =>
        new(LockDiagnostics.Malformed, $"{key}: got {got}, expected {expected}", LocationOf(key), hint);

    public ComposerException Missing(string key) => new(LockDiagnostics.Malformed, $"{title} has no {key}", Location);

    public SourceLocation LocationOf(string key) => new(file, table.Find(key)?.Value.Position ?? table.Position);

    /// <exception cref="ComposerException">A key is here that nobody asked for.</exception>
    public void RequireNoOther()
    {
        if (table.Entries.FirstOrDefault(entry => !_asked.Contains(entry.Key)) is not TomlEntry unknown) return;
        string? hint = Spelling.Closest(unknown.Key, _asked) is string close ? $"did you mean {close}?" : null;
        throw new ComposerException(
            LockDiagnostics.Malformed, $"unknown key {TomlText.Key(unknown.Key)} in {title}", new SourceLocation(file, unknown.KeyPosition), hint);
    }

    private TomlValue? Ask(string key)
    {
        _asked.Add(key);
        return table.Find(key)?.Value;
    }
}

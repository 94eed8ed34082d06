namespace InitrdComposer.Formats.Toml;

/// <summary>A value of a TOML document and where it begins.</summary>
public abstract class TomlValue
{
    private protected TomlValue(DataPosition position) => Position = position;

    /// <summary>Line and column of the value's first character; of a table with a header, of the header.</summary>
    public DataPosition Position { get; private protected set; }

    /// <summary>The kind, as the specification calls it: "string", "integer", "array", ...</summary>
    public abstract string Kind { get; }
}

public sealed class TomlString : TomlValue
{
    internal TomlString(DataPosition position, string value)
        : base(position) => Value = value;

    public string Value { get; }

    /// <summary>What text of another format stands for, and where it begins there.</summary>
    public static TomlString Of(DataPosition position, string value) => new(position, value);

    public override string Kind => "string";
}

public sealed class TomlInteger : TomlValue
{
    internal TomlInteger(DataPosition position, long value)
        : base(position) => Value = value;

    public long Value { get; }

    /// <inheritdoc cref="TomlString.Of"/>
    public static TomlInteger Of(DataPosition position, long value) => new(position, value);

    public override string Kind => "integer";
}

public sealed class TomlFloat : TomlValue
{
    internal TomlFloat(DataPosition position, double value)
        : base(position) => Value = value;

    public double Value { get; }

    public override string Kind => "float";
}

public sealed class TomlBoolean : TomlValue
{
    internal TomlBoolean(DataPosition position, bool value)
        : base(position) => Value = value;

    public bool Value { get; }

    /// <inheritdoc cref="TomlString.Of"/>
    public static TomlBoolean Of(DataPosition position, bool value) => new(position, value);

    public override string Kind => "boolean";
}

/// <summary>A list of values, written in brackets or as an array of tables.</summary>
public sealed class TomlArray : TomlValue
{
    private readonly List<TomlValue> _items = [];

    internal TomlArray(DataPosition position)
        : base(position)
    {
    }

    public IReadOnlyList<TomlValue> Items => _items;

    /// <summary>An array that no document has.</summary>
    public static TomlArray Of(IEnumerable<TomlValue> items, DataPosition position = default)
    {
        var array = new TomlArray(position);
        array._items.AddRange(items);
        return array;
    }

    public override string Kind => "array";

    internal void Add(TomlValue item) => _items.Add(item);
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>A number of bytes, as <see cref="ByteSize"/> has it.</summary>
internal sealed class SizeType() : SettingType<long>("size")
{
    private const string Expected = "bytes, or a size such as \"500k\", \"60M\" or \"1.5G\"";

    public override long Read(TomlValue value, string path, SettingSource source) => Of(value) ?? throw source.Refuse(RecipeDiagnostics.Value, path, value, Expected);

    public override WrittenValue Write(long value) => new WrittenValue.Scalar(TomlText.Quote(ByteSize.Write(value)));

    public override TomlValue Parse(string text, bool isLiteral = false) => SettingChange.AsString(text);

    private static long? Of(TomlValue value) => value switch
    {
        TomlInteger { Value: >= 0 and var number } => number,
        TomlString { Value: var text } => ByteSize.Parse(text),
        _ => null,
    };
}

/// <summary>A table of names and sizes.</summary>
internal sealed class SizeLimitsType() : SettingType<ImmutableArray<SizeLimit>>("table of names and sizes")
{
    private readonly SizeType _size = new();

    public override ImmutableArray<SizeLimit> Read(TomlValue value, string path, SettingSource source)
    {
        if (value is not TomlTable table) throw source.Refuse(RecipeDiagnostics.WrongType, path, value, "a table", "write { name = \"10M\" }");
        return [.. table.Entries.Select(entry => new SizeLimit(new(entry.Key, source.At(entry.KeyPosition)), _size.Read(entry.Value, $"{path}.{TomlText.Key(entry.Key)}", source)))];
    }

    public override WrittenValue Write(ImmutableArray<SizeLimit> value) => new WrittenValue.Scalar(
        value.IsEmpty ? "{}" : $"{{ {string.Join(", ", value.Select(limit => $"{TomlText.Key(limit.Name.Value)} = {TomlText.Quote(ByteSize.Write(limit.Bytes))}"))} }}");

    public override bool IsCollection => true;

    public override bool IsAddable => false;

    /// <summary>A later layer's limit holds.</summary>
    public override ImmutableArray<SizeLimit> Join(ImmutableArray<SizeLimit> before, ImmutableArray<SizeLimit> after) =>
        [.. before.Where(limit => after.All(other => other.Name.Value != limit.Name.Value)), .. after];
}

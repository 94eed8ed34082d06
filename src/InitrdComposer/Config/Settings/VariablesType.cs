using System.Collections.Immutable;
using System.Text.RegularExpressions;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>A table of names and texts: what variables of .repo files stand for.</summary>
internal sealed partial class VariablesType() : SettingType<ImmutableArray<RepositoryVariable>>("table of names and texts")
{
    private const string Expected = "letters, digits, '.', '_', '-', '+', '~' and single '/' between them, without '..': a variable is a part of a path";
    private const int Milliseconds = 1000;

    /// <summary>Null for a value that can be put into a URL without changing more of it than the part it stands in.</summary>
    public static string? Refusal(string value) => value.Length == 0 || (Values().IsMatch(value) && !value.Split('/').Contains("..")) ? null : Expected;

    public override ImmutableArray<RepositoryVariable> Read(TomlValue value, string path, SettingSource source)
    {
        if (value is not TomlTable table) throw source.Refuse(RecipeDiagnostics.WrongType, path, value, "a table", "write { name = \"value\" }");
        var variables = ImmutableArray.CreateBuilder<RepositoryVariable>();
        foreach (TomlEntry entry in table.Entries)
        {
            if (!Names().IsMatch(entry.Key)) throw new ComposerException(RecipeDiagnostics.UnknownKey, $"{path}: got {TomlText.Key(entry.Key)}, expected letters, digits and '_'", source.At(entry.KeyPosition));
            if (entry.Value is not TomlString text) throw source.Refuse(RecipeDiagnostics.WrongType, $"{path}.{entry.Key}", entry.Value, "a string");
            if (Refusal(text.Value) is string expected) throw source.Refuse(RecipeDiagnostics.Variable, $"{path}.{entry.Key}", text, expected);
            variables.Add(new(entry.Key, text.Value));
        }

        return variables.ToImmutable();
    }

    public override WrittenValue Write(ImmutableArray<RepositoryVariable> value) =>
        new WrittenValue.Scalar(value.IsEmpty ? "{}" : $"{{ {string.Join(", ", value.Select(variable => $"{TomlText.Key(variable.Name)} = {TomlText.Quote(variable.Value)}"))} }}");

    public override bool IsCollection => true;

    public override bool IsAddable => false;

    /// <summary>A later layer's value holds.</summary>
    public override ImmutableArray<RepositoryVariable> Join(ImmutableArray<RepositoryVariable> before, ImmutableArray<RepositoryVariable> after) =>
        [.. before.Where(variable => after.All(other => other.Name != variable.Name)), .. after];

    [GeneratedRegex(@"\A[A-Za-z0-9_.~+-]+(/[A-Za-z0-9_.~+-]+)*\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Values();

    [GeneratedRegex(@"\A[A-Za-z0-9_]+\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Names();
}

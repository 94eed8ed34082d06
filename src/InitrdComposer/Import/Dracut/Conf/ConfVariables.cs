using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>What the variables hold when all files were sourced, one after the other.</summary>
/// <param name="Values">By name.</param>
/// <param name="Places">Where each was assigned first.</param>
/// <param name="Code">What was not read, in order.</param>
internal sealed record ConfVariables(
    ImmutableDictionary<string, ConfValue> Values, ImmutableDictionary<string, SourceLocation> Places, ImmutableArray<ConfShellCode> Code)
{
    /// <summary>Of one value, in characters: references to variables can double it with every line.</summary>
    private const int MaxLength = 1 << 16;

    private const int MaxPieces = 1 << 14;

    private static ConfVariables None { get; } = new(ImmutableDictionary.Create<string, ConfValue>(StringComparer.Ordinal), ImmutableDictionary.Create<string, SourceLocation>(StringComparer.Ordinal), []);

    /// <exception cref="ComposerException">A value grows beyond the limit.</exception>
    public static ConfVariables Of(IEnumerable<ConfStatement> statements) => statements.Aggregate(None, (known, statement) => statement switch
    {
        ConfAssignment assignment => known.With(assignment, known),
        ConfExport export => export.Assignments.Aggregate(known, (current, assignment) => current.With(assignment, known)),
        ConfShellCode code => known with { Code = known.Code.Add(code) },
        _ => throw new InvalidOperationException(statement.GetType().Name),
    });

    public ConfValue Get(string name) => Values.GetValueOrDefault(name, ConfValue.Empty);

    /// <summary>The value of a variable that holds one word or text; null where it is not set, or empty.</summary>
    public string? Text(string name) => Get(name).Text.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>dracut asks for "yes" and nothing else; null where it is not set.</summary>
    public bool? Flag(string name) => Text(name) is string text ? text == "yes" : null;

    public bool IsSet(string name) => Values.ContainsKey(name);

    /// <param name="referred">What variables in the value stand for.</param>
    private ConfVariables With(ConfAssignment assignment, ConfVariables referred)
    {
        ImmutableArray<ConfPiece> value = [.. assignment.Value.SelectMany(piece => piece.IsVariable && referred.Values.TryGetValue(piece.Text, out ConfValue? known) ? known.Pieces : [piece])];
        if (assignment.Appends) value = [.. Get(assignment.Name).Pieces, .. value];
        if (value.Length > MaxPieces || value.Sum(piece => piece.Text.Length) > MaxLength)
        {
            throw new ComposerException(ImportDiagnostics.Limit, $"{assignment.Name}: got a value of more than {MaxLength} characters, expected at most so many", assignment.Place);
        }

        return this with { Values = Values.SetItem(assignment.Name, new(value)), Places = Places.ContainsKey(assignment.Name) ? Places : Places.SetItem(assignment.Name, assignment.Place) };
    }
}

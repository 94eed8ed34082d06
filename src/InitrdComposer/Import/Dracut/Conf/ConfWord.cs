using System.Collections.Immutable;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>A word of a command, or an operator between words.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Raw">As it is written, quotes and all.</param>
internal sealed record ConfWord(int Start, string Raw)
{
    /// <summary>Of an assignment the variable's name.</summary>
    public string? Name { get; init; }

    /// <summary>Of an assignment: +=.</summary>
    public bool Appends { get; init; }

    /// <summary>Of an assignment its value.</summary>
    public ImmutableArray<ConfPiece> Value { get; init; } = [];

    /// <summary>What only running it would tell: "a command substitution"; null: nothing.</summary>
    public string? Code { get; init; }

    public bool IsOperator { get; init; }

    /// <summary>Where what follows it may be a command again, an operator's or a keyword's.</summary>
    public bool IsKeyword(params ReadOnlySpan<string> keywords) => !IsOperator && Name is null && keywords.Contains(Raw);
}

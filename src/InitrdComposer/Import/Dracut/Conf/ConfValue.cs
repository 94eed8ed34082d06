using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>A variable's value, each part with the place that it comes from.</summary>
internal sealed record ConfValue(ImmutableArray<ConfPiece> Pieces)
{
    public static ConfValue Empty { get; } = new([]);

    /// <summary>As the shell has it; a variable that none of the files sets stands there by its name.</summary>
    public string Text => string.Concat(Pieces.Select(piece => piece.IsVariable ? $"${piece.Text}" : piece.Text));

    /// <summary>Variables in it that none of the files sets.</summary>
    public IEnumerable<ConfPiece> Unknown => Pieces.Where(piece => piece.IsVariable);

    /// <summary>Its words, as dracut takes values apart: at blanks.</summary>
    public IEnumerable<ConfItem> Items()
    {
        var word = new StringBuilder();
        SourceLocation place = default;
        bool isGlued = false;
        bool isKnown = true;
        foreach (ConfPiece piece in Pieces)
        {
            if (word.Length > 0 && !piece.IsVariable && piece.Text.Length > 0 && !char.IsWhiteSpace(piece.Text[0]) && piece.Place.Position?.Line != place.Position?.Line) isGlued = true;
            foreach (char c in piece.IsVariable ? $"${piece.Text}" : piece.Text)
            {
                if (!char.IsWhiteSpace(c))
                {
                    if (word.Length == 0) (place, isGlued, isKnown) = (piece.Place, false, true);
                    if (piece.IsVariable) isKnown = false;
                    word.Append(c);
                }
                else if (word.Length > 0)
                {
                    yield return new(word.ToString(), place) { IsGlued = isGlued, IsKnown = isKnown };
                    word.Clear();
                }
            }
        }

        if (word.Length > 0) yield return new(word.ToString(), place) { IsGlued = isGlued, IsKnown = isKnown };
    }
}

/// <summary>A word of a value.</summary>
internal sealed record ConfItem(string Text, SourceLocation Place)
{
    /// <summary>Two assignments without a blank between made one word of two.</summary>
    public bool IsGlued { get; init; }

    /// <summary>No part of it is a variable that none of the files sets.</summary>
    public bool IsKnown { get; init; } = true;
}

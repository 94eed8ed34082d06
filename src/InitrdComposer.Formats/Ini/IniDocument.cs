using System.Collections.Immutable;

namespace InitrdComposer.Formats.Ini;

/// <summary>A file of mkosi's configuration: sections in the file's order; one name may be there several times, and each is a section of its own.</summary>
public sealed record IniDocument(ImmutableArray<IniSection> Sections);

/// <summary>A [section] and the assignments below it, in the file's order.</summary>
/// <param name="Position">Of its bracket.</param>
public sealed record IniSection(string Name, DataPosition Position, ImmutableArray<IniAssignment> Assignments);

/// <summary>Name=value.</summary>
/// <param name="Position">Of the name.</param>
/// <param name="Lines">
/// The value's line behind '=', empty if nothing stands there, then its indented continuation lines; without comments and the blanks around.
/// </param>
public sealed record IniAssignment(string Name, DataPosition Position, ImmutableArray<IniText> Lines)
{
    /// <summary>The assignment that empties a collection: nothing behind '=' and nothing below.</summary>
    public bool IsEmpty => Lines is [{ Text.Length: 0 }];

    /// <summary>The value's elements, which a separator and line ends divide. Empty ones do not count.</summary>
    public IEnumerable<IniText> Split(char separator)
    {
        foreach (IniText line in Lines)
        {
            DataPosition place = line.Position;
            foreach (string part in line.Text.Split(separator))
            {
                string trimmed = part.Trim();
                if (trimmed.Length > 0) yield return new(trimmed, place.After(part.AsSpan(0, part.IndexOf(trimmed, StringComparison.Ordinal))));
                place = place.After(part).After([separator]);
            }
        }
    }
}

/// <summary>Text of a value and where it begins.</summary>
public readonly record struct IniText(string Text, DataPosition Position)
{
    /// <summary>The place some characters behind the beginning, in the same line.</summary>
    internal DataPosition After(int characters) => Position.After(Text.AsSpan(0, characters));
}

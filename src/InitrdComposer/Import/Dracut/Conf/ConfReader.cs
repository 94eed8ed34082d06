using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>
/// Reads a file that dracut sources without running it. Assignments are read: NAME=value, NAME+=value, arrays of words, several on a line, `export` in front,
/// references to variables. Everything else is handed out as code.
/// </summary>
internal static class ConfReader
{
    private const int MaxShown = 60;

    /// <param name="bytes">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="ComposerException">It is no text, or bash could not read it either.</exception>
    public static ImmutableArray<ConfStatement> Read(ReadOnlySpan<byte> bytes, string file)
    {
        ConfText text = ConfText.Decode(bytes, file);
        var lexer = new ConfLexer(text);
        var statements = ImmutableArray.CreateBuilder<ConfStatement>();
        while (lexer.NextCommand() is { IsEmpty: false } words)
        {
            if (!IsAssignments(words))
            {
                statements.Add(Code(words, lexer, text));
                continue;
            }

            ConfStatement[] assigned = [.. words.Where(word => word.Name is not null).Select(word => Assignment(word, text))];
            if (words[0].Name is not null) statements.AddRange(assigned);
            else statements.AddRange(assigned.OfType<ConfShellCode>().Append<ConfStatement>(new ConfExport([.. assigned.OfType<ConfAssignment>()], text.PlaceOf(words[0].Start))));
        }

        return statements.ToImmutable();
    }

    private static bool IsAssignments(ImmutableArray<ConfWord> words)
    {
        bool isExported = words[0].IsKeyword("export");
        return words.All(word => word.Name is not null || (isExported && !word.IsOperator && word.Code is null));
    }

    private static ConfStatement Assignment(ConfWord word, ConfText text) => word.Code is string code
        ? new ConfShellCode(Shown(word.Raw), code, [word.Name!], text.PlaceOf(word.Start))
        : new ConfAssignment(word.Name!, word.Appends, word.Value, text.PlaceOf(word.Start));

    private static ConfShellCode Code(ImmutableArray<ConfWord> words, ConfLexer lexer, ConfText text)
    {
        int start = words[0].Start;
        (string why, string[] mistaken) = Kind(words);
        var names = new List<string>(mistaken);
        names.AddRange(NamesIn(words));
        ConfDepth depth = default(ConfDepth).After(words);
        while (depth.IsOpen)
        {
            ImmutableArray<ConfWord> inner = lexer.NextCommand();
            if (inner.IsEmpty) throw new ComposerException(ImportDiagnostics.Malformed, $"code: got the end of the file, expected what closes {Shown(words[0].Raw)}", text.PlaceOf(start), "bash refuses the file as well");
            names.AddRange(NamesIn(inner));
            depth = depth.After(inner);
        }

        return new(Shown(lexer.Between(start).Trim()), why, [.. names.Distinct(StringComparer.Ordinal)], text.PlaceOf(start));
    }

    private static (string Why, string[] Names) Kind(ImmutableArray<ConfWord> words) => words switch
    {
        [{ IsOperator: false, Name: null } name, { IsOperator: false } sign, ..] when sign.Raw is ['=', ..] or ['+', '=', ..] =>
            ($"there is a blank in front of {(sign.Raw[0] == '=' ? "=" : "+=")}: bash takes {Printable.Escape(name.Raw)} for a command, and dracut never sees the value", [name.Raw]),
        [{ Name: string name, Value.IsEmpty: true, Code: null }, { IsOperator: false, Name: null }] =>
            ($"there is a blank behind =: bash takes what follows for a command, and {name} stays as it is", [name]),
        [var first, ..] when ConfDepth.Opens(first) || words is [_, { IsOperator: true, Raw: "(" }, ..] => ("a block of code", []),
        [var first, ..] when first.IsKeyword("source", ".") => ("another file is sourced", []),
        _ => ("a command", []),
    };

    private static IEnumerable<string> NamesIn(ImmutableArray<ConfWord> words) => words.Where(word => word.Name is not null).Select(word => word.Name!);

    private static string Shown(string text)
    {
        string line = text.Split('\n')[0];
        bool isWhole = line.Length == text.Length && line.Length <= MaxShown;
        return Printable.Escape(isWhole ? line : line[..Math.Min(line.Length, MaxShown)].TrimEnd() + " ...");
    }
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Finalize;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Rules;

/// <summary>udev's rules of an image (udev(7)): what they run and whom they name. What they match is udev's to say, at boot.</summary>
internal sealed class UdevRules
{
    private static readonly string[] Folders = ["/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"];

    private UdevRules(ImmutableArray<RootPath> files, ImmutableArray<UdevAssignment> assignments) => (Files, Assignments) = (files, assignments);

    /// <summary>The files that count, of one name the most important folder's.</summary>
    public ImmutableArray<RootPath> Files { get; }

    /// <summary>Every "key operator value" of every rule.</summary>
    public ImmutableArray<UdevAssignment> Assignments { get; }

    /// <summary>PROGRAM, IMPORT{program} and RUN, in their files' order.</summary>
    public IEnumerable<UdevAssignment> Commands => Assignments.Where(assignment => assignment.IsCommand);

    public static UdevRules Read(RootTree tree, IContents contents)
    {
        (RootPath Path, string Text)[] files = [.. ImageText.Files(tree, contents, ".rules", Folders)];
        return new([.. files.Select(file => file.Path)], [.. files.SelectMany(file => Parse(file.Path, file.Text))]);
    }

    /// <summary>A backslash at the end of a line joins it to the next; comments begin a line.</summary>
    internal static IEnumerable<UdevAssignment> Parse(RootPath file, string text)
    {
        string pending = "";
        int number = 0, first = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.TrimStart();
            if (line.StartsWith('#')) continue;
            if (pending.Length == 0) first = number;
            if (line.EndsWith('\\'))
            {
                pending += line[..^1];
                continue;
            }

            foreach (UdevAssignment assignment in ParseLine(file, first, pending + line)) yield return assignment;
            pending = "";
        }
    }

    private static IEnumerable<UdevAssignment> ParseLine(RootPath file, int line, string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int open = text.IndexOf('"', at);
            if (open < 0) yield break;
            string left = text[at..open].Trim(' ', '\t', ',');

            // e"..." has escapes of C, i"..." matches without regard to case: systemd 247 and 257.
            if (left.EndsWith('e') || left.EndsWith('i')) left = left[..^1];
            int operation = left.AsSpan().IndexOfAny("=!+-:");
            (string? value, at) = Value(text, open);
            if (value is null || operation <= 0) yield break;
            string key = left[..operation].Trim();
            int brace = key.IndexOf('{', StringComparison.Ordinal);
            yield return new(file, line, brace < 0 ? key : key[..brace], brace < 0 ? null : key[(brace + 1)..].TrimEnd('}'), left[operation..].Trim(), value);
        }
    }

    /// <summary>Up to the closing quote; \" is a quote inside.</summary>
    private static (string? Value, int Next) Value(string text, int open)
    {
        var value = new StringBuilder();
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '"') return (value.ToString(), i + 1);
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '"') i++;
            value.Append(text[i]);
        }

        return (null, text.Length);
    }
}

/// <summary>A match or an assignment of a rule.</summary>
/// <param name="Line">Of its file, from 1.</param>
/// <param name="Key">"RUN", "GROUP".</param>
/// <param name="Attribute">What stands in braces: "program", "builtin".</param>
/// <param name="Operator">"==", "+=".</param>
internal sealed record UdevAssignment(RootPath File, int Line, string Key, string? Attribute, string Operator, string Value)
{
    private const string ProgramFolder = "/usr/lib/udev/";

    public bool IsCommand => (Key == "PROGRAM" && Attribute is null) || (Key == "IMPORT" && Attribute == "program") || (Key == "RUN" && Attribute is null or "program");

    /// <summary>The path of the program that is run: a name alone is in udev's folder. Null: it is known only at boot.</summary>
    public string? Program
    {
        get
        {
            string command = Value.TrimStart();
            string word = command is ['\'', ..] && command.IndexOf('\'', 1) is int end and > 0 ? command[1..end] : command.Split(' ', 2)[0];
            if (word.Length == 0 || word.Contains('$') || word.Contains('%')) return null;
            return word.StartsWith('/') ? word : ProgramFolder + word;
        }
    }

    public override string ToString() => $"{File}:{Line}";
}

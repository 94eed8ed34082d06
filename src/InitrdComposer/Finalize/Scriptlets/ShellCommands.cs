using System.Text.RegularExpressions;

namespace InitrdComposer.Finalize.Scriptlets;

/// <summary>
/// The simple commands of a shell script, whichever branch they stand in. Not a shell: what it cannot read (here-documents, substitutions, functions)
/// comes out as a command nobody knows, which is the safe side.
/// </summary>
internal static partial class ShellCommands
{
    private static readonly string[] Keywords = ["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "{", "}", "time", "exec"];

    public static IEnumerable<string> Of(string script)
    {
        string joined = script.Replace("\\\n", " ");
        foreach (string line in joined.Split('\n'))
        {
            if (line.TrimStart().StartsWith('#')) continue;
            foreach (string part in Separators().Split(Comment().Replace(line, "")))
            {
                string command = Redirection().Replace(part, " ").Trim().TrimStart('(');
                if (!command.Contains('(')) command = command.TrimEnd(')', ' ');
                while (Keywords.FirstOrDefault(keyword => command == keyword || command.StartsWith(keyword + " ", StringComparison.Ordinal)) is string keyword)
                {
                    command = command[keyword.Length..].TrimStart();
                }

                if (command.Length > 0 && !IsAssignment().IsMatch(command) && !command.StartsWith("for ", StringComparison.Ordinal)) yield return command;
            }
        }
    }

    /// <summary>A comment after a command: '#' at the start of a word.</summary>
    [GeneratedRegex(@"(?<=\s)#.*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\|\||&&|;|\||(?<![<>&])&(?![>&\d])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\d?>{1,2}\s*(&\d|/dev/null)|\d?<\s*/dev/null|&>\s*/dev/null|<&-", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Redirection();

    /// <summary>Of plain text only: "$(...)" or backquotes could run anything.</summary>
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*=([^\s`$]|\$[A-Za-z0-9_{}?])*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsAssignment();
}

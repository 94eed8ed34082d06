using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Tree;
using static InitrdComposer.Finalize.Scriptlets.ScriptletVerdict;

namespace InitrdComposer.Finalize.Scriptlets;

/// <summary>Judges one command of a scriptlet: by the table, or by what the finished tree already holds.</summary>
/// <param name="tree">The finished tree.</param>
/// <param name="accounts">Names of its users and groups.</param>
internal sealed class CommandVerdict(RootTree tree, IReadOnlySet<string> accounts)
{
    private static readonly string[] Substitutions = ["`", "$(", "<<"];

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    public ScriptletVerdict Of(string command)
    {
        if (Substitutions.Any(substitution => command.Contains(substitution, StringComparison.Ordinal))) return new Unknown(command);
        string[] words = Words.Split(command, retainBackslashes: true)?.ToArray() ?? [];
        if (words is []) return new Unknown(command);
        string program = words[0][(words[0].LastIndexOf('/') + 1)..];
        string arguments = string.Join(' ', words[1..]);
        foreach ((string programs, string pattern, ScriptletVerdict verdict) in KnownCommand.Table)
        {
            if (programs.Split(' ').Contains(program) && Regex.IsMatch(arguments, pattern, RegexOptions.None, MatchTimeout)) return verdict;
        }

        return program switch
        {
            "update-alternatives" or "alternatives" => OfAlternatives(words, command),
            "useradd" or "groupadd" or "adduser" or "addgroup" when accounts.Contains(words[^1]) => new EmulatedBy("sysusers"),
            "mkdir" or "install" or "touch" or "ln" when Paths(words) is { Count: > 0 } paths && Exists(paths[^1]) => new Ignored($"{paths[^1]} is there"),
            "rm" or "rmdir" or "unlink" when Paths(words) is { Count: > 0 } paths && !paths.Exists(Exists) => new Ignored("removes what is not there"),
            _ => new Unknown(command),
        };
    }

    private ScriptletVerdict OfAlternatives(string[] words, string command)
    {
        if (!words.Contains("--install")) return new Ignored("only adds or removes links of alternatives at upgrades");
        return Alternatives.Parse(words) is { } alternative && Exists(alternative.Links[0].Link) ? new EmulatedBy("alternatives") : new Unknown(command);
    }

    /// <summary>Absolute paths without variables and wildcards; others make the command unknown.</summary>
    private static List<string> Paths(string[] words)
    {
        string[] operands = [.. words[1..].Where(word => !word.StartsWith('-'))];
        List<string> paths = [.. operands.Where(word => word.StartsWith('/') && word.IndexOfAny(['$', '*', '?', '[']) < 0)];
        return words[0] is "rm" or "rmdir" && paths.Count != operands.Length ? [] : paths;
    }

    private bool Exists(string path) =>
        RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath parsed)
        && tree.TryResolve(parsed, followLast: false, out RootPath physical) && tree.Contains(physical);
}

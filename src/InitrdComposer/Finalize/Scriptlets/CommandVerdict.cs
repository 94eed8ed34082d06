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

    /// <summary>Options of useradd and its like that take no argument.</summary>
    private static readonly string[] Switches =
        ["--system", "--create-home", "--no-create-home", "--user-group", "--no-user-group", "--non-unique", "--no-log-init", "--force", "--group", "--quiet", "--disabled-login", "--disabled-password"];

    /// <inheritdoc cref="Switches"/>
    private const string ShortSwitches = "rmMUNolfq";

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
            "useradd" or "groupadd" or "adduser" or "addgroup" when AccountOf(words) is string account && accounts.Contains(account) => new EmulatedBy("sysusers"),
            "mkdir" or "install" or "touch" or "ln" when Paths(program, words) is { Count: > 0 } paths && Made(program, paths).All(Exists) => new Ignored($"{string.Join(' ', Made(program, paths))} is there"),
            "rm" or "rmdir" or "unlink" when Paths(program, words) is { Count: > 0 } paths && !paths.Exists(Exists) => new Ignored("removes what is not there"),
            _ => new Unknown(command),
        };
    }

    private ScriptletVerdict OfAlternatives(string[] words, string command)
    {
        if (!words.Contains("--install")) return new Ignored("only adds or removes links of alternatives at upgrades");
        return Alternatives.Parse(words) is { } alternative && Exists(alternative.Links[0].Link) ? new EmulatedBy("alternatives") : new Unknown(command);
    }

    /// <summary>The last word, unless the one before it is an option that takes it (useradd(8), groupadd(8), adduser(8)).</summary>
    private static string? AccountOf(string[] words) => words.Length > 1 && !TakesNext(words[^2]) ? words[^1] : null;

    private static bool TakesNext(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) ? !word.Contains('=') && !Switches.Contains(word) : word is ['-', .., var last] && !ShortSwitches.Contains(last);

    /// <summary>What the command would make: a copy or a link in the last place, each folder or file of the others.</summary>
    private static IEnumerable<string> Made(string program, List<string> paths) => program is "install" or "ln" ? paths.TakeLast(1) : paths;

    /// <summary>Absolute paths without variables and wildcards; none, and the command is unknown, where there are others.</summary>
    private static List<string> Paths(string program, string[] words)
    {
        string[] operands = [.. words[1..].Where(word => !word.StartsWith('-'))];
        List<string> paths = [.. operands.Where(word => word.StartsWith('/') && word.IndexOfAny(['$', '*', '?', '[']) < 0)];
        return program is "rm" or "rmdir" or "unlink" or "mkdir" or "touch" && paths.Count != operands.Length ? [] : paths;
    }

    private bool Exists(string path) =>
        RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath parsed)
        && tree.TryResolve(parsed, followLast: false, out RootPath physical) && tree.Contains(physical);
}

using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Tree;
using static InitrdComposer.Finalize.Scriptlets.ScriptletVerdict;

namespace InitrdComposer.Finalize.Scriptlets;

/// <summary>Judges a scriptlet in rpm's own Lua: by which of rpm's and Lua's functions it calls that change anything.</summary>
internal static partial class LuaVerdict
{
    public static ScriptletVerdict Of(string kind, string script, RootTree tree)
    {
        string code = Comment().Replace(script, "");
        string[] effects = [.. Effect().Matches(code).Select(match => match.Value).Distinct()];
        if (effects is []) return new Ignored("changes nothing");
        if (effects.All(effect => effect is "posix.mkdir" or "posix.symlink") && AllPathsExist(code, tree))
        {
            return new EmulatedBy("the package's own file list");
        }

        // In a fresh image nothing is there before the first transaction: what moves or removes old files finds none.
        return kind is "%pretrans" or "%pre" && effects.All(effect => effect is "os.rename" or "os.remove" or "posix.rmdir" or "posix.unlink")
            ? new Ignored("prepares an upgrade")
            : new Unknown(effects[0]);
    }

    private static bool AllPathsExist(string code, RootTree tree)
    {
        string[] paths = [.. AbsolutePath().Matches(code).Select(match => match.Groups["path"].Value)];
        return paths.Length > 0 && paths.All(path => RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath parsed)
            && tree.TryResolve(parsed, followLast: false, out RootPath physical) && tree.Contains(physical));
    }

    [GeneratedRegex(@"--\[\[.*?\]\]|--[^\n]*", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\b(posix\.(mkdir|symlink|link|rmdir|unlink|chmod|chown|mkfifo|utime|exec|fork|kill|setenv)|os\.(rename|remove|execute|exit)"
        + @"|io\.(open|popen|output|write)|rpm\.(execute|spawn|redirect2null|define|load)|file\s*:\s*write|load(string|file)?|dofile|require)\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Effect();

    [GeneratedRegex(@"[""'](?<path>/[^""']*)[""']", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AbsolutePath();
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Finalize.Sysusers;
using InitrdComposer.Tree;
using static InitrdComposer.Finalize.Scriptlets.ScriptletVerdict;

namespace InitrdComposer.Finalize.Scriptlets;

/// <summary>Says of every scriptlet and trigger what became of it: none was run.</summary>
internal static class ScriptletClassifier
{
    private static readonly RootPath[] AccountFiles = [RootPath.Of("/etc/passwd"), RootPath.Of("/etc/group")];

    /// <param name="headers">Whose scriptlets.</param>
    /// <param name="tree">As it will be packed.</param>
    /// <param name="contents">Its bodies, for the names of users and groups.</param>
    /// <param name="ignored">Globs over package names; '?' in front: may match nothing.</param>
    /// <exception cref="ComposerException">A glob names no package that has scriptlets.</exception>
    public static ImmutableArray<ScriptletReport> Classify(
        IReadOnlyList<PackageHeader> headers, RootTree tree, IContents contents, ImmutableArray<Located<string>> ignored)
    {
        PackageHeader[] withScriptlets = [.. headers.Where(header => !header.Scriptlets.IsEmpty)];
        foreach (Located<string> pattern in ignored)
        {
            (string glob, bool mayMatchNothing) = OptionalPattern.Parse(pattern.Value);
            if (mayMatchNothing || withScriptlets.Any(header => Fnmatch.IsMatch(glob, header.Nevra.Name))) continue;
            throw new ComposerException(
                FinalizeErrors.IgnoreMatchesNothing, $"\"{pattern.Value}\" names no package with scriptlets", pattern.Location,
                "write '?' in front if that is expected");
        }

        var names = headers.Select(header => header.Nevra.Name).ToHashSet();
        var commands = new CommandVerdict(tree, AccountNames(tree, contents));
        return
        [
            .. from header in withScriptlets
               let isIgnored = ignored.Any(pattern => Fnmatch.IsMatch(OptionalPattern.Parse(pattern.Value).Text, header.Nevra.Name))
               from scriptlet in header.Scriptlets
               select new ScriptletReport(
                   header.Nevra, scriptlet.Kind, string.Join(' ', scriptlet.Interpreter),
                   isIgnored ? new Ignored("the recipe says so") : Judge(scriptlet, tree, names, commands)),
        ];
    }

    private static ScriptletVerdict Judge(Scriptlet scriptlet, RootTree tree, HashSet<string> packages, CommandVerdict commands)
    {
        switch (scriptlet.Kind)
        {
            case "%preun" or "%postun" or "%preuntrans" or "%postuntrans" or "%triggerun" or "%triggerpostun" or "%filetriggerun" or "%filetriggerpostun"
                or "%transfiletriggerun" or "%transfiletriggerpostun":
                return new Ignored("for removals and upgrades");
            case "%verifyscript":
                return new Ignored("for rpm --verify");
            case "%triggerin" or "%triggerprein" when !scriptlet.Conditions.Any(condition => packages.Contains(condition.Split(' ')[0])):
                return new Ignored($"no package sets it off: {string.Join(", ", scriptlet.Conditions)}");
            case "%filetriggerin" or "%transfiletriggerin" when !scriptlet.Conditions.Any(prefix => HasFileUnder(tree, prefix)):
                return new Ignored($"no file sets it off: {string.Join(", ", scriptlet.Conditions)}");
        }

        if (scriptlet.Interpreter is ["<lua>", ..]) return LuaVerdict.Of(scriptlet.Kind, scriptlet.Body, tree);
        string interpreter = scriptlet.Interpreter.IsEmpty ? "/bin/sh" : scriptlet.Interpreter[0];
        if (interpreter is not ("/bin/sh" or "/usr/bin/sh" or "/bin/bash" or "/usr/bin/bash"))
        {
            return scriptlet.Body.Trim().Length == 0 ? commands.Of(string.Join(' ', scriptlet.Interpreter)) : new Unknown(interpreter);
        }

        return Combine([.. ShellCommands.Of(scriptlet.Body).Select(commands.Of)]);
    }

    /// <summary>The worst part decides: one unknown command makes the script unknown.</summary>
    private static ScriptletVerdict Combine(IReadOnlyList<ScriptletVerdict> verdicts)
    {
        if (verdicts.OfType<Unknown>().FirstOrDefault() is Unknown unknown) return unknown;
        string[] stages = [.. verdicts.OfType<EmulatedBy>().Select(verdict => verdict.Stages).Distinct()];
        if (stages.Length > 0) return new EmulatedBy(string.Join(", ", stages));
        string[] reasons = [.. verdicts.OfType<Ignored>().Select(verdict => verdict.Reason).Where(reason => reason != "changes nothing").Distinct()];
        return new Ignored(reasons.Length == 0 ? "changes nothing" : string.Join("; ", reasons));
    }

    /// <summary>File triggers name prefixes of paths, not folders: "/usr/lib/udev/hwdb" has hwdb.bin as well as hwdb.d/x (rpm, "File triggers").</summary>
    private static bool HasFileUnder(RootTree tree, string prefix)
    {
        int slash = prefix.LastIndexOf('/');
        byte[] rest = Encoding.UTF8.GetBytes(prefix[(slash + 1)..]);
        return slash >= 0
            && RootPath.TryParse(Encoding.UTF8.GetBytes(prefix[..slash]), out RootPath parent) && tree.TryResolve(parent, followLast: true, out RootPath folder)
            && tree.Below(folder).Any(node => node.Path != folder && node.Path.Bytes[(folder.IsRoot ? 0 : folder.Bytes.Length + 1)..].StartsWith(rest));
    }

    private static HashSet<string> AccountNames(RootTree tree, IContents contents) =>
    [
        .. from file in AccountFiles
           from entry in AccountFile.Parse(ImageText.Find(tree, contents, file)).Entries
           select entry[0],
    ];
}

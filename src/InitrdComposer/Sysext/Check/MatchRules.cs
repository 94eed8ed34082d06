using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>Whether an extension goes with a base: systemd's own questions in systemd's own order (262, extension_release_validate), which ends with the first that fails.</summary>
internal static class MatchRules
{
    /// <returns>A finding for each question that was asked.</returns>
    public static IEnumerable<ExtensionFinding> Check(ExtensionRelease release, ExtensionBase @base, string scope)
    {
        foreach (ExtensionFinding finding in All(release, @base, scope))
        {
            yield return finding;
            if (finding.Verdict == ExtensionVerdict.Refused) yield break;
        }
    }

    private static IEnumerable<ExtensionFinding> All(ExtensionRelease release, ExtensionBase @base, string scope)
    {
        ExtensionKind kind = release.Kind;
        string scopes = string.Join(' ', release.Scope);
        bool isSaid = release[kind.ScopeField] is not null;
        yield return release.Scope.Contains(scope)
            ? Good(kind.ScopeField, scopes)
            : Refused(kind.ScopeField, isSaid ? scopes : $"none, which is {scopes}", scope, $"write {kind.ScopeField}=\"{scope} {scopes}\" into it");

        if (release.Architecture is null or ExtensionRelease.Any) yield return Good("ARCHITECTURE", release.Architecture ?? "any");
        else if (@base.Architecture is null) yield return Unread("ARCHITECTURE", $"{release.Architecture}: nothing tells the base's");
        else yield return release.Architecture == @base.Architecture ? Good("ARCHITECTURE", release.Architecture) : Refused("ARCHITECTURE", release.Architecture, @base.Architecture);

        if (@base["ID"] is not string id)
        {
            yield return Refused("ID", "a base without ID", "an os-release in it that says what it is");
            yield break;
        }

        if (release.Id is null) yield return Refused("ID", "none", $"{id}, or {ExtensionRelease.Any}");
        if (release.Id == ExtensionRelease.Any)
        {
            yield return Good("ID", ExtensionRelease.Any);
            yield break;
        }

        string[] like = (@base["ID_LIKE"] ?? "").Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (release.Id == id) yield return Good("ID", id);
        else if (like.Contains(release.Id)) yield return Warn("ID", $"{release.Id}: in the base's ID_LIKE, at which systemd looks since 258; its ID is {id}");
        else yield return Refused("ID", release.Id!, like.Length == 0 ? id : $"{id}, or one of {string.Join(' ', like)}");

        yield return Version(release, @base[kind.LevelField], @base["VERSION_ID"]);
    }

    private static ExtensionFinding Version(ExtensionRelease release, string? level, string? version)
    {
        string field = release.Kind.LevelField;
        if (level is null && version is null) return Warn("VERSION_ID", "the base has none, so that the extension goes with every version of it");
        if (level is not null && release.Level is not null) return release.Level == level ? Good(field, level) : Refused(field, release.Level, level);
        if (version is null) return Good("VERSION_ID", $"not asked for: the base has {field} alone");
        return release.VersionId == version ? Good("VERSION_ID", version) : Refused("VERSION_ID", release.VersionId ?? "none", version);
    }

    private static ExtensionFinding Good(string field, string text) => ExtensionFinding.Good(field, Printable.Escape(text));

    private static ExtensionFinding Warn(string field, string text) => ExtensionFinding.Warning(ExtensionRules.Release, field, Printable.Escape(text));

    private static ExtensionFinding Unread(string field, string text) => ExtensionFinding.Warning(ExtensionRules.Unread, field, Printable.Escape(text));

    private static ExtensionFinding Refused(string field, string got, string expected, string? hint = null) =>
        ExtensionFinding.Refused(ExtensionRules.Release, field, Printable.Escape(got), Printable.Escape(expected), hint is null ? null : Printable.Escape(hint));
}

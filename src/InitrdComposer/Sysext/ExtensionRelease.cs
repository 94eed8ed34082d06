using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>
/// What an extension goes with: its extension-release (UAPI.6; systemd 262, extension_release_validate). An empty value is none, as systemd has it.
/// </summary>
/// <param name="Kind">What kind of extension it describes.</param>
/// <param name="Fields">All of them, with those that say nothing about where it goes.</param>
public sealed record ExtensionRelease(ExtensionKind Kind, ImmutableSortedDictionary<string, string> Fields)
{
    /// <summary>An ID or an architecture that goes with every base.</summary>
    public const string Any = "_any";

    private static readonly DiagnosticId NoId = new("IMG", 18, FailureKind.Verification);
    private static readonly ImmutableArray<string> DefaultScope = ["system", "portable"];

    /// <summary>ID of the base's os-release, or <see cref="Any"/>.</summary>
    public string? Id => this["ID"];

    /// <summary>VERSION_ID of the base's os-release.</summary>
    public string? VersionId => this["VERSION_ID"];

    /// <summary>SYSEXT_LEVEL or CONFEXT_LEVEL, which counts in place of VERSION_ID where base and extension have it.</summary>
    public string? Level => this[Kind.LevelField];

    /// <summary>Where it may be merged. Who says nothing is not for initrds.</summary>
    public ImmutableArray<string> Scope =>
        this[Kind.ScopeField] is string scope ? [.. scope.Split((char[])[' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)] : DefaultScope;

    /// <summary>As systemd writes it: "x86-64", or <see cref="Any"/>; null: as any.</summary>
    public string? Architecture => this["ARCHITECTURE"];

    /// <summary>A field's value.</summary>
    public string? this[string field] => Fields.TryGetValue(field, out string? value) && value.Length > 0 ? value : null;

    /// <summary>
    /// For an extension of a base. VERSION_ID is written beside a level: systemd looks at it only where the base has no level, and there it keeps the extension to the base's
    /// version (mkosi writes both too).
    /// </summary>
    /// <param name="kind">What the extension is.</param>
    /// <param name="osRelease">The base's.</param>
    /// <param name="scope">"initrd", "system", "portable".</param>
    /// <param name="architecture">As systemd writes it: "x86-64".</param>
    /// <param name="id">The extension's own name; null: none.</param>
    /// <param name="versionId">The extension's own version; null: none.</param>
    /// <exception cref="ComposerException">The base does not say what it is, so that nothing could go with it.</exception>
    public static ExtensionRelease Of(
        ExtensionKind kind, IReadOnlyDictionary<string, string> osRelease, IEnumerable<string> scope, string architecture, string? id = null, string? versionId = null)
    {
        string? version = Value("VERSION_ID"), level = Value(kind.LevelField);
        if (Value("ID") is not string baseId) throw Missing("ID");
        if (version is null && level is null) throw Missing($"VERSION_ID or {kind.LevelField}");
        (string Field, string? Value)[] fields =
        [
            ("ID", baseId), ("VERSION_ID", version), (kind.LevelField, level), (kind.ScopeField, string.Join(' ', scope)), ("ARCHITECTURE", architecture), (kind.IdField, id),
            (kind.VersionField, versionId),
        ];
        return new(kind, fields.Where(field => field.Value is not null).ToImmutableSortedDictionary(field => field.Field, field => field.Value!, StringComparer.Ordinal));

        string? Value(string field) => osRelease.TryGetValue(field, out string? value) && value.Length > 0 ? value : null;
    }

    /// <param name="text">As the file has it.</param>
    /// <param name="path">Which file that is, for messages.</param>
    /// <exception cref="ComposerException">A line is no assignment.</exception>
    public static ExtensionRelease Read(ExtensionKind kind, ReadOnlySpan<byte> text, RootPath path) => new(kind, OsRelease.Read(text, path));

    /// <summary>The file's text: the fields that decide first, in the order in which systemd looks at them.</summary>
    public string ToText()
    {
        string[] first = [Kind.ScopeField, "ARCHITECTURE", "ID", Kind.LevelField, "VERSION_ID"];
        var text = new StringBuilder();
        foreach (string field in first.Where(Fields.ContainsKey).Concat(Fields.Keys.Except(first, StringComparer.Ordinal)))
        {
            text.Append(field).Append('=').Append(Quoted(Fields[field])).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>os-release(5): quotes around what has other characters than a shell's word, backslashes before what a shell would read.</summary>
    private static string Quoted(string value)
    {
        if (value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) return value;
        var quoted = new StringBuilder("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\' or '`' or '$') quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static ComposerException Missing(string field) => new(
        NoId, $"{field}: got none, expected what extensions of this image can name", new SourceLocation("/etc/os-release"), "add it to the image's os-release");
}

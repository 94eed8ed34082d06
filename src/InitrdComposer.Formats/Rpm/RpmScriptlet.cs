namespace InitrdComposer.Formats.Rpm;

/// <summary>Code that a package brings for its installation or removal, or that of others.</summary>
/// <param name="Kind">As spec files call it: "%pre", "%posttrans", "%triggerin", "%filetriggerin", "%transfiletriggerpostun", ...</param>
/// <param name="Interpreter">Program and arguments; "&lt;lua&gt;" is rpm itself.</param>
/// <param name="Body">The script's text; empty when the interpreter alone is run (-p).</param>
/// <param name="Conditions">Of triggers: packages with versions, of file triggers: path prefixes; else none.</param>
public sealed record RpmScriptlet(
    string Kind, IReadOnlyList<string> Interpreter, string Body, RpmScriptletFlags Flags, IReadOnlyList<RpmDependency> Conditions);

/// <summary>How rpm runs it (rpm, rpmscriptFlags_e).</summary>
[Flags]
public enum RpmScriptletFlags : uint
{
    None = 0,

    /// <summary>Macros in the body are expanded at installation (-e).</summary>
    Expand = 1,

    /// <summary>Header tags in the body are expanded (-q).</summary>
    QueryFormat = 2,

    /// <summary>Its failure fails the transaction.</summary>
    Critical = 4,
}

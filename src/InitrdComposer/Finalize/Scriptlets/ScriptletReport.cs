using InitrdComposer.Packages;

namespace InitrdComposer.Finalize.Scriptlets;

/// <summary>What became of a scriptlet or trigger that was not run.</summary>
/// <param name="Package">Whose it is.</param>
/// <param name="Kind">As spec files call it: "%post", "%transfiletriggerin".</param>
/// <param name="Interpreter">"/bin/sh", "&lt;lua&gt;", or the program itself.</param>
public sealed record ScriptletReport(Nevra Package, string Kind, string Interpreter, ScriptletVerdict Verdict);

/// <summary>Whether an image without the scriptlet's effect is as good as one with it.</summary>
public abstract record ScriptletVerdict
{
    private ScriptletVerdict()
    {
    }

    /// <summary>A stage of this program does what it would have done.</summary>
    /// <param name="Stages">"sysusers", "presets", ...</param>
    public sealed record EmulatedBy(string Stages) : ScriptletVerdict;

    /// <summary>Its effect does not matter here.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Ignored(string Reason) : ScriptletVerdict;

    /// <summary>Nobody knows.</summary>
    /// <param name="Command">The first command that is not in the table.</param>
    public sealed record Unknown(string Command) : ScriptletVerdict;
}

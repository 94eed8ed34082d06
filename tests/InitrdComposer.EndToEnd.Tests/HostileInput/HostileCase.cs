namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>One row of the table: bad input, and what the program has to say to it.</summary>
/// <param name="Id">Of docs/reference/bad-input.md: "RPM-06"; a row may have several cases.</param>
/// <param name="What">What is wrong with the input.</param>
/// <param name="Make">Writes the input into the case's folder.</param>
internal sealed record HostileCase(string Id, string What, Action<HostileFolder> Make, Verdict Verdict)
{
    /// <summary>The command line that meets the input; default: a build, which makes the lock first.</summary>
    public Func<HostileFolder, string[]> Command { get; init; } = folder => folder.Build();

    public string Area => Id[..3];

    /// <summary>How tests and people call it.</summary>
    public string Name => $"{Id}: {What}";

    public override string ToString() => Name;
}

/// <summary>What has to happen.</summary>
internal abstract record Verdict
{
    /// <summary>Refused, and nothing changed.</summary>
    /// <param name="ExitCode">3 malformed, 4 verification and so on.</param>
    /// <param name="Diagnostic">"RPM06", as in error[IC-RPM06].</param>
    /// <param name="Fragments">What the message holds: an offset, the field, what was got and expected.</param>
    public sealed record Refused(int ExitCode, string Diagnostic, params string[] Fragments) : Verdict;

    /// <summary>Accepted: exit 0 and new outputs.</summary>
    /// <param name="Check">Looks at the outputs; null: nothing else to see.</param>
    public sealed record Accepted(Action<HostileFolder, Testing.ToolResult>? Check = null) : Verdict;
}

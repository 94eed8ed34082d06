namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>A circumstance that must not reach any byte.</summary>
/// <param name="Id">"R07": its row in docs/reference/assurance.md.</param>
/// <param name="What">What differs between the runs.</param>
/// <param name="Runs">Each is compared with a run under the test's own circumstances.</param>
internal sealed record Variation(string Id, string What, params VariedRun[] Runs)
{
    /// <summary>Whether only root can bring it about, whatever ends with the run.</summary>
    public bool NeedsRoot { get; init; }

    /// <summary>Whether packages come from somewhere else or the recipe is another text: then locks and recipes, which say so, are not compared, and manifests neither.</summary>
    public bool IsOtherText { get; init; }

    public override string ToString() => $"{Id}: {What}";
}

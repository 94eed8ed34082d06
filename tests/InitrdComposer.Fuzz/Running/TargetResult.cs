using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Testing;

namespace InitrdComposer.Fuzz.Running;

/// <summary>What came of a target.</summary>
internal sealed record TargetResult(Target Target, long Executions, long Wrong, int EdgesSeen, int Edges, int Corpus, int Pool, long Seconds)
{
    /// <summary>With another round of the same target behind it.</summary>
    public TargetResult Plus(TargetResult next) => next with { Executions = Executions + next.Executions, Wrong = Wrong + next.Wrong, Seconds = Seconds + next.Seconds };

    /// <summary>Leaves the row in artifacts/assurance/fuzz; one of a longer run that found nothing stays where this one found nothing either.</summary>
    public void WriteRow()
    {
        string kept = Checkout.Artifact("assurance", "fuzz", Target.Name + ".json");
        if (Wrong == 0 && File.Exists(kept) && JsonSerializer.Deserialize<Assurance>(File.ReadAllText(kept)) is { } row && row.Tried > Executions && row.Tried == row.Right) return;
        new Assurance("fuzz", Target.Name, Target.What, Executions, Executions - Wrong)
        {
            Figures = ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal, [new("corpus", (long)Corpus), new("edges", (long)EdgesSeen), new KeyValuePair<string, long>("seconds", Seconds)]),
        }.Write();
    }

    public override string ToString() =>
        $"{Target.Name}: {Executions} executions in {Seconds} s, {Wrong} wrong, {EdgesSeen} edges, corpus {Corpus}, pool {Pool}";
}

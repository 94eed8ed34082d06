using System.Collections.Immutable;
using System.Text.Json;

namespace InitrdComposer.Testing;

/// <summary>
/// What a run of tests has shown, a row a file in artifacts/assurance: `make assurance` takes them into docs/assurance and writes
/// docs/reference/assurance.md of them. A row says only what has just happened, so it is written when all of it has.
/// </summary>
/// <param name="Area">The table that it is a row of: "bad-input", "fuzz", "faults", "variations".</param>
/// <param name="Id">Unique in its table: a catalogue's id where it has one.</param>
/// <param name="What">In words.</param>
/// <param name="Tried">How often something was done to the program.</param>
/// <param name="Right">How often it did what it must.</param>
public sealed record Assurance(string Area, string Id, string What, long Tried, long Right)
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    /// <summary>What else was counted, by name: "executions", "corpus".</summary>
    public ImmutableSortedDictionary<string, long> Figures { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    public void Write()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Checkout.Artifact("assurance"), Area)).FullName;
        string staged = Path.Combine(folder, $".{Id}.{Environment.ProcessId}");
        File.WriteAllText(staged, JsonSerializer.Serialize(this, Layout) + "\n");
        File.Move(staged, Path.Combine(folder, Id + ".json"), overwrite: true);
    }
}

using System.Collections.Concurrent;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>What the harness has shown, for docs/reference/assurance.md: a row an id, once all of its cases have passed in one run.</summary>
internal static class HostileResults
{
    private static readonly Dictionary<string, int> Cases = HostileTable.Cases.CountBy(row => row.Id).ToDictionary(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, int> Done = new(StringComparer.Ordinal);

    public static void Passed(HostileCase row)
    {
        int done = Done.AddOrUpdate(row.Id, 1, (_, before) => before + 1);
        if (done == Cases[row.Id]) new Assurance("bad-input", row.Id, BadInputPage.Rows.Single(line => line.Id == row.Id).What, done, done).Write();
    }
}

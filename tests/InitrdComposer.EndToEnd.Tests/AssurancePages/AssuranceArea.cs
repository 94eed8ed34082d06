using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.EndToEnd.Tests.Reproducibility;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.AssurancePages;

/// <summary>A table of docs/reference/assurance.md.</summary>
/// <param name="Name">The folder of its rows in docs/assurance.</param>
/// <param name="Title">Its heading.</param>
/// <param name="What">What a row says, a paragraph.</param>
/// <param name="Tried">The heading of the column that counts.</param>
/// <param name="Ids">The rows that it must have, in order: from where they are defined, never from the results.</param>
internal sealed partial record AssuranceArea(string Name, string Title, string What, string Tried, Func<IEnumerable<string>> Ids)
{
    /// <summary>All of them, in the page's order. What proves something new of many things adds its area here.</summary>
    public static IReadOnlyList<AssuranceArea> All { get; } =
    [
        new(
            "bad-input", "Bad input",
            "Each id is a row of [bad-input.md](bad-input.md), which says what the program must answer; its cases run in a process of their own, with little memory, processor time and patience.",
            "cases", () => BadInputPage.Rows.Where(row => !row.IsExcluded).Select(row => row.Id)),
        new(
            "fuzz", "Made-up input", "Each target is a reader of what others wrote. Right is: read, or refused as malformed; anything else is a bug.", "executions",
            () => Folders("tests", "fuzz", "corpus")),
        new(
            "faults", "Faults", "Each id is a row of [faults.md](faults.md): something is let fail, at every place where it can. Right is: the old output or the whole new one, and the next run needs no cleaning.",
            "faults", () => IdsOf("docs", "reference", "faults.md")),
        new(
            "variations", "Variations", "Each is something that differs between two builds of one lock. Right is: every byte of every file of the output is the same.", "builds",
            () => Variations.All.Select(variation => variation.Id).Append(DemoVariationTests.Id)),
    ];

    public string Folder => Path.Combine(Checkout.Root, "docs", "assurance", Name);

    /// <summary>What is kept of the last results.</summary>
    public ImmutableSortedDictionary<string, Assurance> Rows() =>
        (Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*.json") : [])
            .Select(file => JsonSerializer.Deserialize<Assurance>(File.ReadAllText(file))!)
            .ToImmutableSortedDictionary(row => row.Id, row => row, StringComparer.Ordinal);

    private static IEnumerable<string> Folders(params string[] path)
    {
        string folder = Path.Combine([Checkout.Root, .. path]);
        return Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)! : [];
    }

    /// <summary>The first cells of a page's tables that are ids.</summary>
    private static IEnumerable<string> IdsOf(params string[] path)
    {
        string page = Path.Combine([Checkout.Root, .. path]);
        return File.Exists(page) ? TableRow().Matches(File.ReadAllText(page)).Select(row => row.Groups["id"].Value) : [];
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z]{3}-[0-9]{2}) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TableRow();
}

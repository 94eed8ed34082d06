using System.Collections.Immutable;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Testing;

namespace InitrdComposer.Tests.Resolver;

/// <summary>A row of tests/fixtures/resolver/libsolv/cases.tsv: a scenario of libsolv's own test suite.</summary>
internal sealed record LibsolvCase(string Id, string Arch, string[] Flags, string[] Repositories, string[] Jobs, bool IsSolvable, string[] Installed)
{
    private static readonly Lazy<ImmutableDictionary<string, LibsolvCase>> Rows = new(() => File
        .ReadLines(Checkout.Fixture("resolver", "libsolv", "cases.tsv"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split('\t'))
        .Select(row => new LibsolvCase(row[0], row[1], Words(row[2]), Words(row[3]), row[4].Split("; "), row[5] == "yes", Words(row[6])))
        .ToImmutableDictionary(row => row.Id));

    private static readonly Lazy<Dictionary<string, List<string>>> Sections = new(ReadSections);

    public static IEnumerable<string> Ids => Rows.Value.Keys.Order(StringComparer.Ordinal);

    public static LibsolvCase Of(string id) => Rows.Value[id];

    /// <summary>The packages that are installed, as "name-evr.arch@repository"; null when there is no solution.</summary>
    public string[]? Resolve()
    {
        Pool pool = TestTags.Pool([.. Repositories.Select(repository => Sections.Value[repository.Split(':')[2]])]);
        return PackageResolver.Resolve(pool, ToRequest()) is Resolution.Solved solved
            ? [.. solved.Packages.Select(package => $"{pool.Nevra(package.Package)}@{Repositories[pool[package.Package].Repository].Split(':')[0]}").Order(StringComparer.Ordinal)]
            : null;
    }

    private ResolutionRequest ToRequest()
    {
        string[][] jobs = [.. Jobs.Select(job => job.Split(' '))];
        return new ResolutionRequest(Arch == "unset" ? "x86_64" : Arch, [.. jobs.Where(job => job[0] == "install").Select(Spec)])
        {
            WeakDependencies = !Flags.Contains("noweak"),
            Multilib = true,

            // libsolv's highest is the best, dnf's lowest.
            Priorities = [.. Repositories.Select(repository => 99 - int.Parse(repository.Split(':')[1]))],
            StrictPriorities = Flags.Contains("strictrepopriority"),
            Preferences = [.. jobs.Where(job => job[0] != "install").Select(job => new Preference(Spec(job), ToKind(job[0])))],
        };
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Spec(string[] job) => job[1] == "oneof"
        ? $"({string.Join(" or ", job[2..].Select(ToDependency))})"
        : job[2].Split('@')[0];

    // "name-version-release.arch@repository"
    private static string ToDependency(string package)
    {
        string nevr = package.Split('@')[0][..package.Split('@')[0].LastIndexOf('.')];
        string name = nevr[..nevr.LastIndexOf('-', nevr.LastIndexOf('-') - 1)];
        return $"{name} = {nevr[(name.Length + 1)..]}";
    }

    private static PreferenceKind ToKind(string action) => action switch
    {
        "favor" => PreferenceKind.Favor,
        "disfavor" => PreferenceKind.Disfavor,
        "excludefromweak" => PreferenceKind.ExcludeFromWeak,
        _ => throw new InvalidDataException(action),
    };

    private static Dictionary<string, List<string>> ReadSections()
    {
        Dictionary<string, List<string>> sections = new(StringComparer.Ordinal);
        List<string> current = [];
        foreach (string line in File.ReadLines(Checkout.Fixture("resolver", "libsolv", "repositories.tags")))
        {
            if (line.StartsWith("=Repo: ", StringComparison.Ordinal)) sections.Add(line["=Repo: ".Length..], current = []);
            else current.Add(line);
        }

        return sections;
    }
}

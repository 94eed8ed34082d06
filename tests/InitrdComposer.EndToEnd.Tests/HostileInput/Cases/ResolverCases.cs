using System.Globalization;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Metadata that is well-formed and made to be expensive, contradictory or ambiguous. Only locks are made: the packages do not exist.</summary>
internal static class ResolverCases
{
    private static readonly string[] Providers =
    [
        "=Pkg: app 1 1 noarch", "=Req: mta", "=Pkg: exim 1 1 noarch", "=Prv: mta", "=Pkg: postfix 1 1 noarch", "=Prv: mta", "=Pkg: sendmail 1 1 noarch", "=Prv: mta",
    ];

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        Accepted("SLV-01", "a circle of 10000 packages", Cycle(10_000), ["p0"], 10_000),
        Accepted("SLV-01", "100000 providers of one capability", Enumerable.Range(0, 100_000).SelectMany(i => Block($"p{i:D6} 1 1 noarch", "=Prv: x")), ["x"], 1, "p000000-1-1.noarch"),
        Refused("SLV-01", "a boolean dependency of 3 to the 12th combinations", Bomb(), ["bomb"], 3, "bomb-1-1.noarch has a dependency with more than 200000 combinations"),
        Refused("SLV-01", "six pigeons in five holes", Pigeons(6, 5), [.. Enumerable.Range(0, 6).Select(i => $"pigeon{i}")], 3, "conflicts with hole"),
        Refused("SLV-01", "eleven pigeons in ten holes", Pigeons(11, 10), [.. Enumerable.Range(0, 11).Select(i => $"pigeon{i}")], 3, "conflicts with hole", " more)"),
        Refused("SLV-01", "thirty pigeons in 29 holes", Pigeons(30, 29), [.. Enumerable.Range(0, 30).Select(i => $"pigeon{i}")], 1, "contradictions met without an answer"),
        Accepted("SLV-02", "tilde before, caret after", Versions("1~rc1", "1~~", "1", "1^git1", "1^"), ["a"], 1, "a-1^git1-1.noarch"),
        Accepted("SLV-02", "an epoch of nine digits against 200 digits of version", Versions("999999999:0", new string('9', 200)), ["a"], 1, "a-999999999:0-1.noarch"),
        Accepted("SLV-02", "200 leading zeros are none", [.. Versions(new string('0', 200) + "2", "1"), "=Pkg: b 1 1 noarch", "=Req: a = 2"], ["b"], 2, $"a-{new string('0', 200)}2-1.noarch"),
        Accepted("SLV-02", "nothing but separators", Versions("...", "1"), ["a"], 1, "a-1-1.noarch"),
        Refused("SLV-03", "packages in conflict", ["=Pkg: a 1 1 noarch", "=Con: b", "=Pkg: b 1 1 noarch"], ["a", "b"], 3, "a-1-1.noarch conflicts with b, which is b-1-1.noarch"),
        Refused("SLV-03", "an obsoleted package that is required", ["=Pkg: a 1 1 noarch", "=Obs: b < 2", "=Req: b", "=Pkg: b 1 1 noarch"], ["a"], 3, "a-1-1.noarch obsoletes b < 2, which is b-1-1.noarch"),
        Refused("SLV-03", "a requirement without provider, ten packages down", Chain(10), ["p0"], 3, "p0-1-1.noarch requires p1", "p10-1-1.noarch requires p11, which nothing that may be chosen provides"),
        Accepted("SLV-03", "a package that obsoletes and conflicts with itself", ["=Pkg: a 1 1 noarch", "=Prv: b = 1", "=Obs: a < 9", "=Con: a", "=Con: b"], ["a"], 1, "a-1-1.noarch"),
        Accepted("SLV-04", "equal providers", Providers, ["app"], 2, "exim-1-1.noarch"),
        Accepted("SLV-04", "equal providers, the other way round", Providers.Chunk(2).Reverse().SelectMany(block => block), ["app"], 2, "exim-1-1.noarch"),
        Refused("SLV-05", "a package of another architecture alone", ["=Pkg: a 1 1 i686"], ["a"], 3, "a-1-1.i686 has it, but is of another architecture"),
        Accepted("SLV-05", "one name in five architectures", [.. "x86_64 i686 aarch64 src noarch".Split(' ').Select(arch => $"=Pkg: a 1 1 {arch}")], ["a"], 1),
        Accepted("SLV-06", "100000 dependencies that differ in version only", ["=Pkg: a 1 1 noarch", .. Enumerable.Range(0, 100_000).Select(i => $"=Prv: x = {i}")], ["a"], 1, "a-1-1.noarch"),
        Accepted("SLV-06", "pairs of name and version that fall into one place of a fixed hash", OnePlace(), ["a"], 1, "a-1-1.noarch"),
        Refused("SLV-07", "a path that is only there by its other name", ["=Pkg: a 1 1 noarch", "=Req: /bin/sh", "=Pkg: sh 1 1 noarch", "=Fil: /usr/bin/sh"], ["a"], 3, "did you mean /usr/bin/sh of sh-1-1.noarch?"),
        Accepted("SLV-07", "a path that is provided", ["=Pkg: a 1 1 noarch", "=Req: /bin/sh", "=Pkg: sh 1 1 noarch", "=Fil: /usr/bin/sh", "=Prv: /bin/sh"], ["a"], 2, "sh-1-1.noarch"),
    ];

    private static HostileCase Accepted(string id, string what, IEnumerable<string> tags, string[] wanted, int count, params string[] locked) =>
        new(id, what, Write(tags, wanted), new Verdict.Accepted((folder, _) =>
        {
            string text = File.ReadAllText(folder.Lock);
            Assert.Equal(count, text.Split("[[package]]").Length - 1);
            Assert.All(locked, nevra => Assert.Contains($"nevra = \"{nevra}\"", text, StringComparison.Ordinal));
        }))
        {
            Command = folder => folder.LockOnly(),
        };

    private static HostileCase Refused(string id, string what, IEnumerable<string> tags, string[] wanted, int number, params string[] fragments) =>
        new(id, what, Write(tags, wanted), new Verdict.Refused(5, $"SLV{number:00}", ["small.toml:", .. fragments])) { Command = folder => folder.LockOnly() };

    private static Action<HostileFolder> Write(IEnumerable<string> tags, string[] wanted) => folder =>
    {
        TagsRepository.Write(folder.Repository, tags);
        folder.WriteRecipe("", wanted);
    };

    private static IEnumerable<string> Block(string package, params string[] lines) => lines.Prepend($"=Pkg: {package}");

    private static IEnumerable<string> Cycle(int count) => Enumerable.Range(0, count).SelectMany(i => Block($"p{i} 1 1 noarch", $"=Req: p{(i + 1) % count}"));

    private static IEnumerable<string> Chain(int count) => Enumerable.Range(0, count + 1).SelectMany(i => Block($"p{i} 1 1 noarch", $"=Req: p{i + 1}"));

    private static IEnumerable<string> Versions(params string[] versions) => versions.Select(version => $"=Pkg: a {version} 1 noarch");

    private static IEnumerable<string> Bomb() => Enumerable.Range(0, 12).SelectMany(i => (string[])[$"=Pkg: a{i} 1 1 noarch", $"=Pkg: b{i} 1 1 noarch", $"=Pkg: c{i} 1 1 noarch"])
        .Concat(Block("bomb 1 1 noarch", $"=Req: ({string.Join(" or ", Enumerable.Range(0, 12).Select(i => $"(a{i} and b{i} and c{i})"))})"));

    /// <summary>The classic that resolution finds hard: exponentially so.</summary>
    private static IEnumerable<string> Pigeons(int pigeons, int holes) => Enumerable.Range(0, pigeons).SelectMany(pigeon => Enumerable.Range(0, holes).SelectMany(hole =>
        Block($"p{pigeon}h{hole} 1 1 noarch", $"=Prv: pigeon{pigeon}", $"=Prv: hole{hole}", $"=Con: hole{hole}")));

    /// <summary>
    /// Against multiplicative hashing of a pair of ids, whose high bits pick the place: names and versions are interned in the order in which they come, and
    /// of all pairs those are taken that fall together.
    /// </summary>
    private static IEnumerable<string> OnePlace()
    {
        const int Names = 3_000, Pairs = 60_000;
        const ulong Golden = 0x9E3779B97F4A7C15;
        IEnumerable<(int Name, int Version)> pairs =
            from name in Enumerable.Range(0, Names)
            from version in Enumerable.Range(0, Names)
            let place = (((((ulong)(uint)name << 32) | (uint)(Names + version)) * Golden) >> 33) & 0x3F
            where place == 0
            select (name, version);
        return ["=Pkg: a 1 1 noarch", .. pairs.Take(Pairs).Select(pair => string.Create(CultureInfo.InvariantCulture, $"=Prv: n{pair.Name} = {pair.Version}"))];
    }
}

using System.Globalization;
using InitrdComposer.Formats;
using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Tests.Resolver;

/// <summary>
/// Repositories as text, in the manner of libsolv's "testtags": "=Pkg: name version release arch [installed size]" starts a package, then "=Prv:", "=Req:", "=Con:",
/// "=Obs:", "=Rec:", "=Sug:", "=Sup:", "=Enh:" with one dependency a line and "=Fil:" with a path.
/// </summary>
internal static class TestTags
{
    private static readonly Dictionary<string, DependencyKind> Kinds = new(StringComparer.Ordinal)
    {
        ["Prv"] = DependencyKind.Provides,
        ["Req"] = DependencyKind.Requires,
        ["Con"] = DependencyKind.Conflicts,
        ["Obs"] = DependencyKind.Obsoletes,
        ["Rec"] = DependencyKind.Recommends,
        ["Sug"] = DependencyKind.Suggests,
        ["Sup"] = DependencyKind.Supplements,
        ["Enh"] = DependencyKind.Enhances,
    };

    /// <summary>One pool of several repositories.</summary>
    public static Pool Pool(params IEnumerable<string>[] repositories)
    {
        var builder = new PoolBuilder();
        for (int i = 0; i < repositories.Length; i++) Add(builder, i, repositories[i]);
        return builder.Build();
    }

    /// <summary>One pool of one repository, written in a test.</summary>
    public static Pool Pool(string text) => Pool(text.Split('\n'));

    /// <summary>The blocks of lines, one a package.</summary>
    public static List<string[]> Split(IEnumerable<string> lines)
    {
        List<List<string>> blocks = [];
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line.StartsWith("=Pkg:", StringComparison.Ordinal)) blocks.Add([]);
            blocks[^1].Add(line);
        }

        return blocks.ConvertAll(block => block.ToArray());
    }

    private static void Add(PoolBuilder builder, int repository, IEnumerable<string> lines)
    {
        PackageId package = default;
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            string key = line[1..4];
            string value = line[6..];
            if (key == "Pkg") package = builder.Add(Package(builder, repository, value.Split(' ')), Checksum(repository, value));
            else if (key == "Fil") builder.AddFile(package, builder.Strings.Intern(value));
            else builder.AddDependency(package, Kinds[key], Dependency(builder, value));
        }
    }

    private static PackageColumns Package(PoolBuilder builder, int repository, string[] words)
    {
        Evr evr = Evr.Parse($"{words[1]}-{words[2]}");
        return new(
            repository, builder.Strings.Intern(words[0]), evr.Epoch ?? 0, builder.Strings.Intern(evr.Version), builder.Strings.Intern(words[2]),
            builder.Strings.Intern(words[3]), builder.Strings.Intern(evr.ToString()), builder.Strings.Intern(string.Join('-', words[..4]) + ".rpm"), 1,
            words.Length > 4 ? long.Parse(words[4], CultureInfo.InvariantCulture) : 0, 0);
    }

    private static Digest Checksum(int repository, string package) =>
        Digest.Sha256Of(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{repository} {package}")));

    private static ExpressionId Dependency(PoolBuilder builder, string text) => text.StartsWith('(')
        ? builder.Intern(InitrdComposer.Packages.Dependency.Parse(text))
        : Simple(builder, text.Split(' '));

    // Names in metadata may hold anything; only boolean dependencies have a grammar.
    private static ExpressionId Simple(PoolBuilder builder, string[] words) => words is [var name, var relation, var evr]
        ? builder.InternName(builder.Strings.Intern(name), VersionRelations.FromSymbol(relation)!.Value, builder.Strings.Intern(evr))
        : builder.InternName(builder.Strings.Intern(string.Join(' ', words)), VersionRelation.Any, StringTable.Empty);
}

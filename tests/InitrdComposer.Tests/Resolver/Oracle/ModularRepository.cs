using System.Globalization;
using System.Text;

namespace InitrdComposer.Tests.Resolver.Oracle;

/// <summary>A small repository with module streams, drawn at random, and what somebody says of its modules.</summary>
/// <param name="Tags">Packages, in the manner of libsolv's "testtags".</param>
/// <param name="Modules">modules.yaml.</param>
/// <param name="Streams">"m1:2", "-m2".</param>
internal sealed record ModularRepository(string[] Tags, string Modules, string[] Streams)
{
    private const int ModuleCount = 4;
    private const int StreamCount = 3;

    public static ModularRepository Draw(Random random)
    {
        List<string> tags = [];
        var modules = new StringBuilder();
        int package = 0;
        string[] names = [.. Enumerable.Range(1, random.Next(1, ModuleCount + 1)).Select(number => $"m{number}")];
        foreach (string name in names)
        {
            for (int stream = 1, streams = random.Next(1, StreamCount + 1); stream <= streams; stream++)
            {
                int versions = random.Next(1, 3);
                foreach ((int context, string requires) in Contexts(name).Index()) Builds(name, stream, versions, $"{(char)('a' + context)}", requires);
            }

            if (random.Next(2) == 0) Document("modulemd-defaults", 1, $"module: {name}, stream: '{random.Next(1, StreamCount + 1)}'");
        }

        for (int name = 1; name <= 5; name++)
        {
            if (random.Next(3) > 0) tags.Add($"=Pkg: p{name} {++package} 1 noarch");
        }

        tags.AddRange([$"=Pkg: q {++package} 1 noarch", $"=Prv: p{random.Next(1, 6)}"]);
        string[] streamsSaid = [.. names.Where(_ => random.Next(3) == 0).Select(name => random.Next(5) == 0 ? $"-{name}" : $"{name}:{random.Next(1, StreamCount + 1)}")];
        return new([.. tags], modules.ToString(), streamsSaid);

        // Several contexts of a stream are there to go with several streams of another module; which of two that would both do is nobody's promise.
        string[] Contexts(string name)
        {
            string[] others = [.. names.Where(other => string.CompareOrdinal(other, name) < 0 && random.Next(3) == 0)];
            if (others.Length == 0 || random.Next(3) > 0) return [string.Concat(others.Select(other => $", {other}: [{Accepted()}]"))];
            return [.. Enumerable.Range(1, random.Next(2, StreamCount + 1)).Select(stream => $", {others[0]}: ['{stream}']")];
        }

        string Accepted() => random.Next(6) switch { 0 => "", 1 => $"'-{random.Next(1, 4)}'", _ => $"'{random.Next(1, 4)}'" };

        // A context is a hash of what is required, so all its versions require the same.
        void Builds(string name, int stream, int versions, string context, string requires)
        {
            for (int version = 1; version <= versions; version++) Build(name, stream, context, version, requires);
        }

        void Build(string name, int stream, string context, int version, string requires)
        {
            List<string> artifacts = [];
            for (int count = random.Next(0, 3); count > 0; count--)
            {
                int number = random.Next(1, 5);
                tags.Add($"=Pkg: p{number} {++package} 1 noarch");
                artifacts.Add($"'p{number}-0:{package}-1.noarch'");
            }

            Document(
                "modulemd", 2,
                string.Create(CultureInfo.InvariantCulture, $"name: {name}, stream: '{stream}', version: {version}, context: {context}, arch: x86_64, summary: s, description: d, ")
                + $"license: {{module: [MIT]}}, dependencies: [{{requires: {{platform: [x]{requires}}}}}], artifacts: {{rpms: [{string.Join(", ", artifacts)}]}}");
        }

        void Document(string kind, int version, string data) => modules.Append(CultureInfo.InvariantCulture, $"---\ndocument: {kind}\nversion: {version}\ndata: {{{data}}}\n...\n");
    }
}

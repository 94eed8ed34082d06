using System.Text;
using InitrdComposer.Formats.RpmMd;

namespace InitrdComposer.Formats.Tests.RpmMd;

/// <summary>What a sink gets, as text grouped by package, so that both forms of primary metadata can be compared.</summary>
internal sealed class PrimaryDump : IPrimarySink
{
    private readonly SortedDictionary<int, List<string>[]> _packages = [];

    public int PackageCount { get; private set; }

    public int Count(DependencyList list) => _packages.Values.Sum(package => package[1 + (int)list].Count);

    public int FileCount => _packages.Values.Sum(package => package[^1].Count);

    public void Package(in PrimaryPackage package) => Lines(PackageCount++, 0).Add(
        $"{Text(package.Name)} {package.Epoch}:{Text(package.Version)}-{Text(package.Release)} {Text(package.Arch)} {package.Checksum} {Text(package.Location)} "
        + $"{package.PackageSize} {package.InstalledSize} {package.BuildTime} [{Text(package.LocationBase)}]");

    public void Dependency(int package, DependencyList list, in PrimaryEntry entry) => Lines(package, 1 + (int)list).Add(
        $"{list}: {Text(entry.Name)} {entry.Flags} {entry.Epoch}:{Text(entry.Version)}-{Text(entry.Release)}");

    public void File(int package, ReadOnlySpan<byte> path) => Lines(package, 9).Add(Text(path));

    public override string ToString() => string.Join('\n', _packages.Values.SelectMany(package => package.SelectMany(lines => lines)));

    private List<string> Lines(int package, int kind)
    {
        if (!_packages.TryGetValue(package, out List<string>[]? lines)) _packages.Add(package, lines = [.. Enumerable.Range(0, 10).Select(_ => new List<string>())]);
        return lines[kind];
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}

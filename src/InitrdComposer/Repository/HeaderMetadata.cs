using System.Globalization;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Packages;

namespace InitrdComposer.Repository;

/// <summary>
/// Says of a package what primary metadata would say of it: createrepo_c's selection from a header (src/parsehdr.c, cr_package_from_header), so that
/// packages resolve the same with and without metadata.
/// </summary>
internal static class HeaderMetadata
{
    /// <param name="number">Of the package, from 0.</param>
    /// <param name="location">Of its file.</param>
    /// <param name="digest">Of its file.</param>
    /// <param name="size">Of its file, in bytes.</param>
    /// <exception cref="MalformedDataException">A field breaks the rules of primary metadata.</exception>
    public static void Write(int number, RpmDescription package, string location, Digest digest, long size, IPrimarySink sink)
    {
        var place = new HeaderPlace(package.Header.Offset);
        byte[] name = Encoding.UTF8.GetBytes(package.Name), arch = Encoding.UTF8.GetBytes(package.Arch);
        byte[] version = Encoding.UTF8.GetBytes(package.Version), release = Encoding.UTF8.GetBytes(package.Release);
        PrimaryRules.CheckName(place, "NAME", name);
        PrimaryRules.CheckName(place, "ARCH", arch);
        PrimaryRules.CheckVersion(place, "VERSION", version);
        PrimaryRules.CheckVersion(place, "RELEASE", release);
        sink.Package(new PrimaryPackage
        {
            Place = place,
            Name = name,
            Arch = arch,
            Epoch = package.Epoch is null or <= int.MaxValue ? package.Epoch ?? 0 : throw place.Malformed("EPOCH", $"{package.Epoch}", "a number below 2^31"),
            Version = version,
            Release = release,
            Checksum = digest,
            Location = Encoding.UTF8.GetBytes(location),
            LocationBase = default,
            PackageSize = size,
            InstalledSize = (long)Math.Min(package.InstalledSize, long.MaxValue),
            BuildTime = package.BuildTime,
        });

        byte[][] paths = [.. package.Paths.Where(path => PrimaryFiles.Covers(path.Span)).Select(path => path.ToArray())];
        (DependencyList List, IReadOnlyList<RpmDependency> Dependencies)[] lists =
        [
            (DependencyList.Provides, package.Provides), (DependencyList.Conflicts, package.Conflicts), (DependencyList.Obsoletes, package.Obsoletes),
            (DependencyList.Requires, RequirementsOf(package, paths)), (DependencyList.Suggests, package.Suggests),
            (DependencyList.Enhances, package.Enhances), (DependencyList.Recommends, package.Recommends), (DependencyList.Supplements, package.Supplements),
        ];
        foreach ((DependencyList list, IReadOnlyList<RpmDependency> dependencies) in lists)
        {
            foreach (RpmDependency dependency in dependencies) Write(number, list, dependency, place, sink);
        }

        foreach (byte[] path in paths) sink.File(number, path);
    }

    /// <summary>
    /// Without what rpm itself provides, what the package provides or has itself, what was there before, and all versions of libc.so.6 but the
    /// highest, which comes last.
    /// </summary>
    private static List<RpmDependency> RequirementsOf(RpmDescription package, byte[][] paths)
    {
        HashSet<string> owned = [.. paths.Select(Encoding.UTF8.GetString)];
        HashSet<(string, RpmSense, string)> provided = [.. package.Provides.Select(provide => (provide.Name, provide.Comparison, provide.Version))];
        var last = new Dictionary<string, (RpmSense, string, bool)>(StringComparer.Ordinal);
        var kept = new List<RpmDependency>();
        RpmDependency? libc = null;
        foreach (RpmDependency dependency in package.Requires)
        {
            if (dependency.Name.StartsWith("rpmlib(", StringComparison.Ordinal) || owned.Contains(dependency.Name)) continue;
            (RpmSense, string, bool) version = (dependency.Comparison, dependency.Version, (dependency.Flags & (RpmSense.Prereq | RpmSense.ScriptPre | RpmSense.ScriptPost)) != RpmSense.Any);
            if (provided.Contains((dependency.Name, dependency.Comparison, dependency.Version))) continue;
            if (last.TryGetValue(dependency.Name, out var before) && before == version) continue;
            if (dependency.Name.StartsWith("libc.so.6", StringComparison.Ordinal))
            {
                if (libc is null || IsHigher(dependency.Name, libc.Value.Name)) libc = dependency;
                continue;
            }

            kept.Add(dependency);
            last[dependency.Name] = version;
        }

        if (libc is not null) kept.Add(libc.Value);
        return kept;
    }

    /// <summary>Of "libc.so.6(GLIBC_2.34)(64bit)": by the first number in the first parentheses; without one the name is lower.</summary>
    private static bool IsHigher(string name, string than)
    {
        string version = VersionIn(name), other = VersionIn(than);
        return version.Length > 0 && (other.Length == 0 || RpmVersion.Compare(Encoding.UTF8.GetBytes(version), Encoding.UTF8.GetBytes(other)) > 0);

        static string VersionIn(string name)
        {
            string inside = name.Split('(', 2) is [_, var rest] && rest.IndexOf(')', StringComparison.Ordinal) is >= 0 and int end ? rest[..end] : "";
            int digit = inside.AsSpan().IndexOfAnyInRange('0', '9');
            return digit < 0 ? "" : inside[digit..];
        }
    }

    private static void Write(int number, DependencyList list, in RpmDependency dependency, HeaderPlace place, IPrimarySink sink)
    {
        EntryFlags flags = (EntryFlags)((uint)dependency.Comparison >> 1);
        if (flags is (EntryFlags.LT | EntryFlags.GT) or (EntryFlags.LT | EntryFlags.GT | EntryFlags.EQ) || dependency.Version.Length == 0) flags = EntryFlags.None;
        string text = flags == EntryFlags.None ? "" : dependency.Version;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        bool hasEpoch = uint.TryParse(text.AsSpan(0, Math.Max(colon, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out uint epoch) && epoch <= int.MaxValue;
        ReadOnlySpan<char> rest = text.AsSpan(colon + 1);
        int dash = rest.IndexOf('-');
        var entry = new PrimaryEntry
        {
            Place = place,
            Name = Encoding.UTF8.GetBytes(dependency.Name),
            Flags = flags,
            Epoch = hasEpoch ? epoch : 0,
            Version = Encoding.UTF8.GetBytes([.. dash < 0 ? rest : rest[..dash]]),
            Release = Encoding.UTF8.GetBytes([.. dash < 0 ? [] : rest[(dash + 1)..]]),
        };
        PrimaryRules.CheckEntry(entry);
        sink.Dependency(number, list, entry);
    }

    private sealed class HeaderPlace(long offset) : IDataPlace
    {
        public string Format => "rpm header";

        public DataPosition Position { get; } = offset;
    }
}

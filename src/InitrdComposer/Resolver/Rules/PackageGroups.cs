using System.Collections.Immutable;
using InitrdComposer.Formats.RpmMd;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Groups and environments of all repositories, as dnf takes them: what one repository says of a group is added to what another one says.</summary>
internal sealed class PackageGroups(ImmutableArray<Comps> comps)
{
    /// <summary>"@core", "@^minimal-environment".</summary>
    public static bool IsGroup(string spec) => spec.StartsWith('@');

    /// <summary>Every group and environment there is, as specs write them.</summary>
    public IEnumerable<string> Specs =>
    [
        .. comps.SelectMany(one => one.Groups).Select(group => $"@{group.Id}").Distinct(),
        .. comps.SelectMany(one => one.Environments).Select(environment => $"@^{environment.Id}").Distinct(),
    ];

    /// <summary>The packages that installing a group or environment means: its mandatory, default and conditional ones, each once.</summary>
    public IReadOnlyList<CompsPackage> Find(string spec)
    {
        string wanted = spec[1..];
        bool isEnvironment = wanted.StartsWith('^');
        if (isEnvironment) wanted = wanted[1..];
        HashSet<string> groups = isEnvironment ? [] : Named(comps.SelectMany(one => one.Groups).Select(group => (group.Id, group.Name)), wanted);
        if (groups.Count == 0)
        {
            HashSet<string> environments = Named(comps.SelectMany(one => one.Environments).Select(environment => (environment.Id, environment.Name)), wanted);
            groups = [.. comps.SelectMany(one => one.Environments).Where(environment => environments.Contains(environment.Id)).SelectMany(environment => environment.Groups)];
        }

        return
        [
            .. comps.SelectMany(one => one.Groups).Where(group => groups.Contains(group.Id)).SelectMany(group => group.Packages)
                .Where(package => package.Type != CompsPackageType.Optional).DistinctBy(package => (package.Name, package.Requires)),
        ];
    }

    /// <summary>By id or name; where none is just that, as a pattern.</summary>
    private static HashSet<string> Named(IEnumerable<(string Id, string Name)> all, string wanted)
    {
        HashSet<string> exact = [.. all.Where(one => one.Id == wanted || one.Name == wanted).Select(one => one.Id)];
        return exact.Count > 0 ? exact : [.. all.Where(one => Glob.Matches(wanted, one.Id) || Glob.Matches(wanted, one.Name)).Select(one => one.Id)];
    }
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Packages;

namespace InitrdComposer.Fetch;

/// <summary>Says in the words of <see cref="PackageHeader"/> what an rpm header says.</summary>
internal static class RpmPackageHeader
{
    /// <param name="digest">Of the package file.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="MalformedDataException">The header is malformed.</exception>
    /// <exception cref="ComposerException">It is no binary package, needs an rpm that is not known, or holds what may not be in an image.</exception>
    public static PackageHeader Of(RpmDescription package, Digest digest, string name)
    {
        if (package.IsSource) throw Refuse(RpmDiagnostics.Source, "type: got a source package, expected a binary one");
        RefuseUnknownFeatures(package, name);
        return new PackageHeader(
            NevraOf(package), digest, package.BuildTime, RpmPackageFiles.Of(package.Files, digest, name), [.. package.Scriptlets.Select(ScriptletOf)],
            Dependencies(package.Requires), Dependencies(package.Provides))
        {
            Recommends = Dependencies(package.Recommends),
            Supplements = Dependencies(package.Supplements),
            License = package.License is { Length: > 0 } license ? license : null,
            Vendor = package.Vendor is { Length: > 0 } vendor ? vendor : null,
        };

        ComposerException Refuse(DiagnosticId id, string message) => new(id, message, new SourceLocation(name));
    }

    private static Nevra NevraOf(RpmDescription package)
    {
        var nevra = new Nevra(package.Name, new Evr(package.Epoch, package.Version, package.Release), package.Arch);
        foreach ((RpmTag tag, string part) in (ReadOnlySpan<(RpmTag, string)>)
            [(RpmTag.Name, nevra.Name), (RpmTag.Version, nevra.Evr.Version), (RpmTag.Release, nevra.Evr.Release!), (RpmTag.Arch, nevra.Arch)])
        {
            if (part.Contains('/') || part.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            {
                throw package.Header.Malformed(tag, Printable.Escape(part), "neither '/' nor spaces nor control characters");
            }
        }

        return nevra;
    }

    private static void RefuseUnknownFeatures(RpmDescription package, string name)
    {
        foreach (RpmDependency dependency in package.Requires)
        {
            if (!IsOfRpm(dependency) || RpmLibFeatures.IsKnown(dependency.Name)) continue;
            throw new ComposerException(
                RpmDiagnostics.UnknownFeature, $"REQUIRENAME: got {Printable.Escape(dependency.Name)}, expected a feature of rpm that is known here", new SourceLocation(name));
        }
    }

    /// <summary>What a package requires of rpm itself is nothing that another package provides: repository metadata leaves it out too.</summary>
    private static ImmutableArray<Dependency> Dependencies(IReadOnlyList<RpmDependency> dependencies) =>
        [.. dependencies.Where(dependency => !IsOfRpm(dependency)).Select(DependencyOf)];

    private static bool IsOfRpm(RpmDependency dependency) => dependency.Flags.HasFlag(RpmSense.RpmLib);

    private static Dependency DependencyOf(RpmDependency dependency)
    {
        if (dependency.IsRich) return Dependency.Parse(dependency.Name);
        var relation = (VersionRelation)((uint)dependency.Comparison >> 1);
        return relation == VersionRelation.Any || dependency.Version.Length == 0
            ? new Dependency.Simple(dependency.Name, VersionRelation.Any, null)
            : new Dependency.Simple(dependency.Name, relation, Evr.Parse(dependency.Version));
    }

    private static Scriptlet ScriptletOf(RpmScriptlet scriptlet) =>
        new(scriptlet.Kind, [.. scriptlet.Interpreter], scriptlet.Body, [.. scriptlet.Conditions.Select(condition => DependencyOf(condition).ToString())]);
}

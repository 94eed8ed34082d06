using System.Text.RegularExpressions;
using InitrdComposer.Finalize;
using InitrdComposer.Proof.Units;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Needs;

/// <summary>A unit is there; of several names one is enough. If it is to be started by what the image has, something wants it, and nothing keeps it from being started.</summary>
internal sealed record UnitNeed(ProofVerdict Without, string For, bool IsStarted, params string[] AnyOf) : Need(Without)
{
    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        string names = string.Join(" or ", AnyOf);
        if (!AnyOf.Any(image.Units.Has)) return [new(ProofAspect.Units, Without, For, $"{names} is not in the image, or masked")];
        if (!IsStarted) return [new(ProofAspect.Units, ProofVerdict.Good, For, AnyOf.First(image.Units.Has))];
        return AnyOf.Select(image.Units.Find).FirstOrDefault(unit => unit is not null) is StartedUnit started
            ? [new(ProofAspect.Units, ProofVerdict.Good, For, $"{started.Name}, wanted by {started.By}")]
            : [new(ProofAspect.Units, Without, For, $"nothing that is started wants {names}", $"finalize.presets += [\"enable {AnyOf[0]}\"]")];
    }
}

/// <summary>systemd runs a generator, which makes units of the kernel's command line or of what it finds on disks.</summary>
internal sealed record GeneratorNeed(ProofVerdict Without, string For, string Name) : Need(Without)
{
    private static readonly string[] Folders = ["/etc/systemd/system-generators", "/usr/local/lib/systemd/system-generators", "/usr/lib/systemd/system-generators"];

    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        string? path = Folders.Select(folder => $"{folder}/{Name}").FirstOrDefault(path => image.Programs.Find(path) is not null);
        if (path is null) return [new(ProofAspect.Units, Without, For, $"the generator {Name} is not in the image, or masked")];
        return ProgramFindings.Of(image, path, For, Without).Prepend(new(ProofAspect.Units, ProofVerdict.Good, For, $"{path}"));
    }
}

/// <summary>A configuration file does not switch something off.</summary>
/// <param name="Pattern">What it may not say: a regular expression over its lines.</param>
/// <param name="Means">What that would mean.</param>
internal sealed record SettingNeed(ProofVerdict Without, string For, string Path, string Pattern, string Means) : Need(Without)
{
    public override IEnumerable<ProofFinding> Check(ProvenImage image) =>
        ImageText.Find(image.Tree, image.Contents, RootPath.Of(Path)) is string text && Regex.IsMatch(text, Pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            ? [new(ProofAspect.Rules, Without, For, $"{Path} says that {Means}")]
            : [];
}

/// <summary>A plugin or another file is there, by a pattern of its path.</summary>
internal sealed record FileNeed(ProofVerdict Without, ProofAspect Aspect, string For, params string[] AnyOf) : Need(Without)
{
    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        RootNode? found = AnyOf.SelectMany(pattern => PathGlob.Parse(pattern).In(image.Tree)).FirstOrDefault(node => image.Tree.TryFind(node.Path, out _));
        return [found is null ? new(Aspect, Without, For, $"{AnyOf[0]} is not in the image") : new(Aspect, ProofVerdict.Good, For, $"{found.Path}")];
    }
}

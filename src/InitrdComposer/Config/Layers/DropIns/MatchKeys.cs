using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Packages;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>A condition of [Match].</summary>
/// <param name="Name">As mkosi has it.</param>
/// <param name="Remark">For the reference.</param>
/// <param name="Holds">Whether the recipe is what the value says.</param>
internal sealed record MatchKey(string Name, string Remark, Func<string, MatchSubject, bool> Holds)
{
    /// <summary>The longer ones first.</summary>
    private static readonly string[] Relations = ["==", "<=", ">=", "<", ">"];

    public static ImmutableArray<MatchKey> All { get; } =
    [
        new("Distribution", "The setting distribution.", (value, subject) => Checked(value, TextRules.Distribution, subject) == subject.Facts.Distribution),
        new("Release", "The setting release; with ==, <, <=, > or >= in front, versions are compared as rpm does (an addition to mkosi).", Release),
        new("Architecture", "The setting architecture, as mkosi writes it: x86-64, arm64; uefi is both.", Architecture),
        new("Profiles", "One of the chosen profiles.", (value, subject) => subject.Facts.Profiles.Contains(value)),
        new("Repositories", "The id of one of the repositories.", (value, subject) => subject.Facts.Repositories.Contains(value)),
        new("Format", "\"uki\" where the recipe has [uki], else \"cpio\".", (value, subject) => value == (subject.Facts.HasUki ? "uki" : "cpio")),
        new("PathExists", "A file or folder of the project, relative as in ExtraTrees=.", PathExists),
    ];

    /// <summary>What mkosi knows besides, and why it is not here.</summary>
    public static ImmutableArray<(string Name, string Instead)> Unsupported { get; } =
    [
        ("Bootable", "no disk image is made"),
        ("BuildSources", "nothing is built from sources"),
        ("Environment", "an image does not depend on the environment it is made in: use profiles"),
        ("HostArchitecture", "an image does not depend on the machine it is made on"),
        ("Image", "a recipe has one userspace: use profiles"),
        ("ImageId", "use profiles"),
        ("ImageVersion", "use profiles"),
        ("SystemdVersion", "an image does not depend on the machine it is made on"),
        ("ToolsTreeDistribution", "no tools of the host or of a tree are run"),
        ("ToolsTreeRelease", "no tools of the host or of a tree are run"),
    ];

    private static string Checked(string value, TextRule rule, MatchSubject subject) => rule.Refusal(value) is string expected
        ? throw new ComposerException(rule.Id, $"got \"{value}\", expected {expected}", subject.Place)
        : value;

    private static bool Architecture(string value, MatchSubject subject) => value switch
    {
        "uefi" => true,
        "x86-64" or "arm64" or "alpha" or "arc" or "arm" or "ia64" or "loongarch64" or "mips64-le" or "mips-le" or "parisc" or "ppc" or "ppc64" or "ppc64-le" or "riscv32" or "riscv64"
            or "s390" or "s390x" or "tilegx" or "x86" => value == subject.Facts.Architecture,
        _ => throw new ComposerException(
            RecipeDiagnostics.Value, $"got \"{value}\", expected an architecture as mkosi writes it", subject.Place, value is "x86_64" ? "write x86-64" : value is "aarch64" ? "write arm64" : null),
    };

    private static bool Release(string value, MatchSubject subject)
    {
        string relation = Relations.FirstOrDefault(sign => value.StartsWith(sign, StringComparison.Ordinal)) ?? "";
        string wanted = Checked(value[relation.Length..].Trim(), TextRules.Release, subject);
        if (subject.Facts.Release is not string actual) return false;
        if (relation is "" or "==") return actual == wanted;
        if (!char.IsAsciiDigit(wanted[0]) || !char.IsAsciiDigit(actual[0]))
        {
            throw new ComposerException(RecipeDiagnostics.Value, $"got \"{value}\" for release \"{actual}\", expected versions: code names have no order", subject.Place);
        }

        int order = RpmVersion.Compare(Encoding.UTF8.GetBytes(actual), Encoding.UTF8.GetBytes(wanted));
        return relation switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static bool PathExists(string value, MatchSubject subject)
    {
        string path = subject.Project.Locate(subject.Source.FromRecipe(value), subject.Place);
        return subject.Project.HasFile(path) || subject.Project.HasFolder(path);
    }
}

/// <summary>What a condition is compared with.</summary>
/// <param name="Source">The drop-in, for relative paths.</param>
/// <param name="Place">The condition's own.</param>
internal sealed record MatchSubject(DropInFacts Facts, ProjectFolder Project, SettingSource Source, SourceLocation Place);

using System.Collections.Immutable;

namespace InitrdComposer.Resolver.Rules;

/// <summary>
/// Which architectures a machine runs, best first, as rpm's rpmrc and libsolv's policy table order them. The secondary ones are of another colour:
/// a package of each colour may be installed under one name.
/// </summary>
internal sealed class Architectures
{
    private const string NoArch = "noarch";

    private static readonly ImmutableArray<string> Intel32 = ["i686", "i586", "i486", "i386"];

    private readonly ImmutableArray<string> _primary;
    private readonly ImmutableArray<string> _secondary;

    private Architectures(ImmutableArray<string> primary, ImmutableArray<string> secondary, bool multilib)
    {
        _primary = primary;
        _secondary = multilib ? secondary : [];
    }

    public static Architectures Of(string architecture, bool multilib) => architecture switch
    {
        "x86_64" => new(["x86_64", "amd64", "ia32e"], ["athlon", .. Intel32], multilib),
        "i686" => new(Intel32, [], multilib),
        "aarch64" => new(["aarch64"], ["armv8hl", "armv7hnl", "armv7hl"], multilib),
        "armv7hl" => new(["armv7hl", "armv6hl"], [], multilib),
        "ppc64" => new(["ppc64"], ["ppc"], multilib),
        "s390x" => new(["s390x"], ["s390"], multilib),
        _ => new([architecture], [], multilib),
    };

    /// <summary>0 for noarch, then ascending from the best; null for what cannot be installed.</summary>
    public int? Rank(string architecture)
    {
        if (architecture == NoArch) return 0;
        int primary = _primary.IndexOf(architecture);
        if (primary >= 0) return primary + 1;
        int secondary = _secondary.IndexOf(architecture);
        return secondary >= 0 ? _primary.Length + secondary + 1 : null;
    }

    /// <summary>Whether a rank is that of a secondary architecture.</summary>
    public bool IsSecondary(int rank) => rank > _primary.Length;

    /// <summary>Whether packages of one name and these ranks exclude each other: noarch has both colours.</summary>
    public bool ShareColour(int left, int right) => left == 0 || right == 0 || IsSecondary(left) == IsSecondary(right);
}

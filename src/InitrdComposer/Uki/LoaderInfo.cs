using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>What systemd's EFI programs name themselves with in .sdmagic: "#### LoaderInfo: systemd-stub 257.13-1~deb13u1 ####".</summary>
/// <param name="Program">"systemd-stub", "systemd-addon", "systemd-boot".</param>
/// <param name="Version">systemd's, with what its distributor adds.</param>
internal sealed partial record LoaderInfo(string Program, string Version)
{
    public const string Stub = "systemd-stub";

    public const string AddonStub = "systemd-addon";

    public const string BootLoader = "systemd-boot";

    private const string Section = ".sdmagic";

    private const int MaxLength = 256;

    /// <summary>Null: the image is none of systemd's, or older than names.</summary>
    public static LoaderInfo? Of(PEImage image)
    {
        SectionHeader section = image.Sections.FirstOrDefault(section => section.Name == Section);
        if (section.Name is null) return null;
        Match match = Text().Match(Encoding.Latin1.GetString(image.Content(section).ReadHead(MaxLength)));
        return match.Success ? new(match.Groups["program"].Value, match.Groups["version"].Value) : null;
    }

    [GeneratedRegex(@"^#### LoaderInfo: (?<program>\S+) (?<version>\S+) ####", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Text();
}

using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki.Forecast;

/// <summary>What systemd-stub measures and makes, as far as its versions differ.</summary>
/// <param name="Version">systemd's major version.</param>
public sealed record StubRules(int Version)
{
    /// <summary>The oldest whose rules are known: profiles, addons with initrds and microcode.</summary>
    public const int Oldest = 257;

    /// <summary>The newest whose rules were looked at.</summary>
    public const int Newest = 262;

    private static readonly DiagnosticId UnknownVersion = new("FOR", 2, FailureKind.Usage);

    /// <summary>Starts .linux through the firmware, which measures it into PCR 4; later stubs start it themselves (systemd pull request 37372).</summary>
    public bool LoadsKernelAsImage => Version < 258;

    /// <summary>Takes extensions from loader/extensions.</summary>
    public bool HasGlobalExtensions => Version >= 258;

    /// <summary>Adds console= to a command line that has none, depending on the machine.</summary>
    public bool AddsConsole => Version >= 261;

    /// <summary>Puts /.extra/boot-secret into the initrd where the firmware has a source of random numbers.</summary>
    public bool AddsBootSecret => Version >= 261;

    /// <summary>The version that a stub names itself with in .sdmagic ("257.13-1~deb13u1"); null: it does not.</summary>
    public static string? VersionIn(PEImage image) => LoaderInfo.Of(image) is { Program: LoaderInfo.Stub } stub ? stub.Version : null;

    /// <summary>Whether the rules of a version are known, of which only the leading number counts.</summary>
    public static bool Knows(string version) => MajorOf(version) >= Oldest;

    /// <summary>The rules of a version; those of one that is newer than <see cref="Newest"/> are taken to be the same.</summary>
    /// <exception cref="ComposerException">It is no number, or one before <see cref="Oldest"/>.</exception>
    public static StubRules Of(string version) => Knows(version)
        ? new(MajorOf(version))
        : throw new ComposerException(
            UnknownVersion, $"stub version: got \"{version}\", expected {Oldest} or later", hint: $"give the version whose rules fit best with --stub-version, {Oldest} to {Newest}");

    private static int MajorOf(string version) =>
        int.TryParse(string.Concat(version.TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : 0;
}

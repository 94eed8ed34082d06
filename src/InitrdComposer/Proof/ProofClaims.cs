using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Proof;

/// <summary>Where an initrd is claimed to boot.</summary>
/// <param name="Platforms">Kinds of machines.</param>
/// <param name="Roots">File systems of the root: "ext4".</param>
/// <param name="Features">What lies in between: <see cref="Features"/> of <see cref="ProofClaims.FeatureNames"/>.</param>
public sealed record ProofClaims(ImmutableArray<PlatformList> Platforms, ImmutableArray<string> Roots, ImmutableArray<string> Features)
{
    /// <summary>Of a list of devices, in bytes.</summary>
    private const int MaxListLength = 1 << 20;

    /// <summary>What can be claimed beside platforms and roots, in alphabetical order.</summary>
    public static ImmutableArray<string> FeatureNames => FeatureClaims.Names;

    /// <summary>No claims: only what every initrd needs is asked.</summary>
    public static ProofClaims None { get; } = new([], [], []);

    /// <summary>Nothing is claimed.</summary>
    public bool IsEmpty => Platforms.IsEmpty && Roots.IsEmpty && Features.IsEmpty;

    /// <summary>Some device has to bring a root over the network.</summary>
    public bool IsNetworked => Features.Any(FeatureClaims.NeedsNetwork) || Roots.Contains(RootClaims.Nfs);

    /// <param name="platforms">Names, or "modalias:FILE".</param>
    /// <param name="folder">Where relative paths of files start.</param>
    /// <exception cref="ComposerException">A name that is none, or a list of devices that cannot be read.</exception>
    public static ProofClaims Of(Disk disk, IEnumerable<string> platforms, IEnumerable<string> roots, IEnumerable<string> features, string folder) => new(
        [.. platforms.Distinct().Select(name => Platform(disk, name, folder))],
        [.. roots.Distinct().Select(name => IsFileSystem(name) ? name : throw new ComposerException(ProofErrors.Claim, $"root: got \"{Printable.Escape(name)}\", expected a file system's name, such as ext4"))],
        [.. features.Distinct().Select(name => FeatureNames.Contains(name) ? name : throw Unknown("feature", name, FeatureNames))]);

    /// <summary>What a recipe claims.</summary>
    public static ProofClaims Of(ProofSettings settings) => new(
        [.. settings.Platforms.Select(name => PlatformList.Of(name.Value))], [.. settings.Roots.Select(name => name.Value)], [.. settings.Features.Select(name => name.Value)]);

    private static PlatformList Platform(Disk disk, string name, string folder)
    {
        if (!name.StartsWith(PlatformList.FilePrefix, StringComparison.Ordinal)) return PlatformList.Names.Contains(name) ? PlatformList.Of(name) : throw Unknown("platform", name, [.. PlatformList.Names, $"{PlatformList.FilePrefix}FILE"]);
        string path = name[PlatformList.FilePrefix.Length..];
        return PlatformList.Parse(name, Encoding.UTF8.GetString(FileSource.ReadAllBytes(disk, Path.Combine(folder, path), MaxListLength)), path);
    }

    private static bool IsFileSystem(string name) => name.Length is > 0 and <= 32 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.');

    private static ComposerException Unknown(string kind, string name, ImmutableArray<string> known) => new(
        ProofErrors.Claim, $"{kind}: got \"{Printable.Escape(name)}\", expected {string.Join(", ", known)}", hint: Spelling.Closest(name, known) is string meant ? $"did you mean {meant}?" : null);
}

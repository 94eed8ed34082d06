using Xunit;

namespace InitrdComposer.Testing;

/// <summary>
/// Initrds by the makers that Debian 13 has (tests/fixtures/images), which `make images` leaves in artifacts/images, each beside what the field's own tools find in it. Absent: the test is skipped by
/// name, in CI it fails.
/// </summary>
public static class MadeImages
{
    private const string ManifestName = "manifest.tsv";

    /// <summary>Names, for theories; none while there are no images.</summary>
    public static IReadOnlyList<string> Names { get; } = File.Exists(Checkout.Artifact("images", ManifestName))
        ? [.. File.ReadLines(Checkout.Artifact("images", ManifestName)).Select(line => line.Split('\t')[0])]
        : [];

    public static MadeImage Require(string name)
    {
        string file = Checkout.Artifact("images", $"{name}.img");
        if (File.Exists(file)) return new(file, Checkout.Artifact("images", $"{name}.files"), Checkout.Artifact("images", $"{name}.listing"));
        const string Reason = "artifacts/images is not there (`make images`, as root)";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Reason);
        Assert.Skip(Reason);
        throw new InvalidOperationException("unreachable");
    }
}

/// <summary>An initrd.</summary>
/// <param name="Path">The image.</param>
/// <param name="Files">What is in it, a file a line: tests/fixtures/images/list says how.</param>
/// <param name="Listing">What its maker's own tool lists.</param>
public sealed record MadeImage(string Path, string Files, string Listing);

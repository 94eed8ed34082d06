using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>An entry of systemd-boot's menu for a UKI in EFI/Linux: a type 2 entry of UAPI.1, one for each profile.</summary>
/// <param name="Path">On the ESP, as it is there.</param>
/// <param name="Counter">From the file's name.</param>
/// <param name="Profile">From 0.</param>
/// <param name="ProfileId">ID= of .profile; null: none.</param>
/// <param name="Title">PRETTY_NAME, IMAGE_ID, NAME or ID.</param>
/// <param name="SortKey">IMAGE_ID or ID; null: neither.</param>
/// <param name="Version">IMAGE_VERSION, VERSION, VERSION_ID or BUILD_ID; null: none.</param>
public sealed record MenuEntry(string Path, BootCounter Counter, int Profile, string? ProfileId, string? Title, string? SortKey, string? Version)
{
    /// <summary>What loader.conf's default is compared with: the file name without counter, and the profile.</summary>
    public string Id
    {
        get
        {
            string name = Counter.Name.ToLowerInvariant();
            return Profile > 0 || ProfileId is not null ? $"{name}@{ProfileId ?? Profile.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : name;
        }
    }

    /// <summary>Whether its boots were counted down to nothing.</summary>
    public bool IsBad => Counter.TriesLeft == 0;

    /// <summary>The entries of an image; none if it is no UKI that systemd-boot shows.</summary>
    public static IEnumerable<MenuEntry> Of(string path, UkiImage image)
    {
        if (image.Kind != EfiImageKind.Uki) yield break;
        for (int profile = 0; profile < image.ProfileCount; profile++)
        {
            ImmutableArray<UkiPart> parts = image.Effective(profile);
            ImmutableDictionary<string, string> os = EnvironmentText.ReadAsBootLoader(parts.ContentOf(UkiSectionNames.OsRelease));
            ImmutableDictionary<string, string> own = EnvironmentText.ReadAsBootLoader(parts.ContentOf(UkiSectionNames.Profile));
            yield return new(
                path, BootCounter.Of(System.IO.Path.GetFileName(path)), profile, own.GetValueOrDefault(UkiProfile.Id),
                First(os, "PRETTY_NAME", "IMAGE_ID", "NAME", "ID"), First(os, "IMAGE_ID", "ID"), First(os, "IMAGE_VERSION", "VERSION", "VERSION_ID", "BUILD_ID"));
        }
    }

    private static string? First(ImmutableDictionary<string, string> values, params string[] keys) =>
        keys.Select(key => values.GetValueOrDefault(key)).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}

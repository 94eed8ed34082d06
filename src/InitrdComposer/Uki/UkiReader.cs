using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>Looks into UKIs, addons and other EFI images.</summary>
public static class UkiReader
{
    private const int MaxTextLength = 1 << 20;

    /// <summary>Reads the whole file, for its digests.</summary>
    /// <exception cref="ComposerException">The file is no PE image, or one that firmware or stub would read in a surprising way.</exception>
    public static UkiDescription Read(NamedSource file)
    {
        UkiImage opened = UkiImage.Open(file);
        PEImage image = opened.Image;
        return new(
            opened.Kind,
            image.FileHeader.Machine,
            file.Bytes.Length,
            [.. image.Sections.Select(section => Describe(image, section))],
            Authenticode.DigestOf(image, DigestAlgorithm.Sha256),
            image.Certificates.Length)
        {
            Texts = [.. opened.Base.Concat(opened.Profiles.SelectMany(profile => profile)).Select(TextOf)],
            Profiles = ProfilesOf(opened),
            Sbat = opened.Base.ContentOf(UkiSectionNames.Sbat) is { } sbat ? Sbat.Read(sbat) : [],
        };
    }

    private static UkiSection Describe(PEImage image, SectionHeader section)
    {
        using Stream content = image.Content(section).OpenStream();
        return UkiSection.Of(section, Digest.Sha256Of(content));
    }

    private static ImmutableArray<ProfileDescription> ProfilesOf(UkiImage image)
    {
        var profiles = ImmutableArray.CreateBuilder<ProfileDescription>(image.Profiles.Length);
        int next = image.Base.Length;
        foreach (ImmutableArray<UkiPart> parts in image.Profiles)
        {
            ImmutableDictionary<string, string> fields = EnvironmentText.Read(parts[0].Content);
            profiles.Add(new(fields.GetValueOrDefault(UkiProfile.Id), fields.GetValueOrDefault(UkiProfile.Title), [.. Enumerable.Range(next, parts.Length)]));
            next += parts.Length;
        }

        return profiles.MoveToImmutable();
    }

    /// <summary>As ukify inspect shows it: without NULs at the end.</summary>
    private static string? TextOf(UkiPart part)
    {
        if (!UkiSectionNames.Text.Contains(part.Name) || part.Content.Length > MaxTextLength) return null;
        ReadOnlySpan<byte> text = part.Content.ReadAll().AsSpan().TrimEnd((byte)0);
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : null;
    }
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>An opened EFI image with its profiles taken apart (UAPI.5, "Multi-Profile UKIs").</summary>
public sealed class UkiImage
{
    /// <summary>What an addon may bring (systemd 257 and later; pe_is_addon of 262 forgets .dtbauto).</summary>
    private static readonly string[] AddonSections =
        [UkiSectionNames.CommandLine, UkiSectionNames.DeviceTree, UkiSectionNames.AutoDeviceTree, UkiSectionNames.Initrd, UkiSectionNames.Microcode];

    private readonly Dictionary<UkiPart, SectionHeader> _headers;

    private UkiImage(NamedSource file, PEImage image, EfiImageKind kind, ImmutableArray<ImmutableArray<UkiPart>> groups)
    {
        (File, Image, Kind, Base, Profiles) = (file, image, kind, groups[0], groups[1..]);
        _headers = new(groups.SelectMany(group => group).Zip(image.Sections, KeyValuePair.Create), ReferenceEqualityComparer.Instance);
    }

    public NamedSource File { get; }

    public PEImage Image { get; }

    /// <summary>By the rules of systemd's pe_is_uki and pe_is_addon.</summary>
    public EfiImageKind Kind { get; }

    /// <summary>Sections before the first .profile, those of the stub among them.</summary>
    public ImmutableArray<UkiPart> Base { get; }

    /// <summary>Sections from each .profile to the next; none: the image has one profile, which is its base.</summary>
    public ImmutableArray<ImmutableArray<UkiPart>> Profiles { get; }

    /// <summary>How many can be asked for: of an image without <see cref="Profiles"/> one.</summary>
    public int ProfileCount => Math.Max(1, Profiles.Length);

    /// <summary>Reads the headers.</summary>
    /// <exception cref="ComposerException">The file is no PE image, or one that firmware or stub would read in a surprising way.</exception>
    public static UkiImage Open(NamedSource file)
    {
        PEImage image = UkiParts.Read(file);
        EfiImageKind kind = KindOf(image);
        List<ImmutableArray<UkiPart>.Builder> groups = [ImmutableArray.CreateBuilder<UkiPart>()];
        foreach (SectionHeader section in image.Sections)
        {
            if (section.Name == UkiSectionNames.Profile) groups.Add(ImmutableArray.CreateBuilder<UkiPart>());
            groups[^1].Add(new(section.Name, image.Content(section)));
        }

        ImmutableArray<ImmutableArray<UkiPart>> all = [.. groups.Select(group => group.ToImmutable())];
        if (kind != EfiImageKind.PlainPE) RequireOncePerProfile(file, all);
        return new(file, image, kind, all);
    }

    /// <summary>A profile's sections as the file has them: its own, and those of the base that it has none of.</summary>
    /// <param name="profile">From 0; 0 of an image without profiles is its base.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public ImmutableArray<UkiPart> Effective(int profile)
    {
        if (Profiles.IsEmpty && profile == 0) return Base;
        ArgumentOutOfRangeException.ThrowIfNegative(profile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(profile, Profiles.Length);
        HashSet<string> own = [.. Profiles[profile].Select(part => part.Name)];
        return [.. Base.Where(part => !own.Contains(part.Name)), .. Profiles[profile]];
    }

    /// <summary>The same as the stub sees and measures them, in memory: where VirtualSize exceeds what is in the file, zeros follow.</summary>
    /// <inheritdoc cref="Effective"/>
    public ImmutableArray<UkiPart> SeenByStub(int profile) => [.. Effective(profile).Select(InMemory)];

    private UkiPart InMemory(UkiPart part)
    {
        long size = _headers[part].VirtualSize;
        return size > part.Content.Length ? part with { Content = new RowSource([(0, part.Content)], size) } : part;
    }

    private static EfiImageKind KindOf(PEImage image)
    {
        if (image.OptionalHeader.Subsystem != Subsystem.EfiApplication) return EfiImageKind.PlainPE;
        var names = image.Sections.Select(section => section.Name).ToHashSet();
        return (names.Contains(UkiSectionNames.Linux), names.Contains(UkiSectionNames.OsRelease)) switch
        {
            (true, true) => EfiImageKind.Uki,
            (false, _) when names.Overlaps(AddonSections) => EfiImageKind.Addon,
            _ => EfiImageKind.PlainPE,
        };
    }

    private static void RequireOncePerProfile(NamedSource file, ImmutableArray<ImmutableArray<UkiPart>> profiles)
    {
        string? twice = profiles.SelectMany(profile => profile.CountBy(part => part.Name))
            .FirstOrDefault(name => name.Value > 1 && UkiSectionNames.IsOfUki(name.Key) && !UkiSectionNames.MayRepeat(name.Key)).Key;
        if (twice is null) return;
        throw new ComposerException(UkiErrors.DuplicateSection, $"section table: got {twice} twice, expected it once in a profile", new SourceLocation(file.Name));
    }
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>What must hold for the parts of an image before a byte of it is written.</summary>
internal static class UkiChecks
{
    /// <summary>Longest text that a section may have where its content is looked at.</summary>
    private const int MaxText = 1 << 20;

    /// <exception cref="ComposerException">A section stands twice or has no name, or its content is not what the stub expects there.</exception>
    public static void Verify(UkiInputs inputs, PEImage stub, ImmutableArray<UkiPart> shared, ICollection<Notice> notices)
    {
        foreach (UkiPart other in inputs.Base.Others) VerifyName(other.Name);
        if (inputs.Base.Kernel is null && !inputs.Profiles.IsEmpty) throw new ComposerException(UkiErrors.BadProfile, "got profiles, expected a kernel that they are profiles of", new SourceLocation(inputs.Stub.Name));
        VerifyProfileCount(inputs.Profiles.Length + 1);
        if (!inputs.Profiles.IsEmpty && inputs.Base.Profile.IsEmpty)
        {
            notices.Add(new(
                UkiErrors.BadProfile, "the image's own sections have no .profile: the first of the joined profiles is what starts",
                Hint: "give the base a profile of its own"));
        }

        ImmutableHashSet<string> occupied = [.. stub.Sections.Select(section => section.Name)];
        if (shared.FirstOrDefault(part => occupied.Contains(part.Name)) is UkiPart taken)
        {
            throw new ComposerException(UkiErrors.DuplicateSection, $"section {taken.Name}: got one that the stub has already", new SourceLocation(inputs.Stub.Name));
        }

        foreach (ImmutableArray<UkiPart> group in inputs.Profiles.Prepend(shared)) VerifyGroup(group);
    }

    /// <exception cref="ComposerException">More than the stub looks for.</exception>
    public static void VerifyProfileCount(int count)
    {
        if (count > UkiProfile.MaxCount) throw new ComposerException(UkiErrors.BadProfile, $"profiles: got {count}, expected at most {UkiProfile.MaxCount}");
    }

    /// <exception cref="ComposerException">No name that fits the section table.</exception>
    public static void VerifyName(string name)
    {
        bool isName = name.Length is > 0 and <= SectionHeader.NameSize && name.All(c => c is > ' ' and <= '~');
        if (isName) return;
        throw new ComposerException(
            UkiErrors.NoSuchSection, $"section name: got \"{Printable.Escape(Encoding.UTF8.GetBytes(name))}\", expected 1 to {SectionHeader.NameSize} ASCII characters");
    }

    /// <summary>The sections of the base or of one profile.</summary>
    /// <exception cref="ComposerException">One is there twice, or its content is not what the stub expects there.</exception>
    public static void VerifyGroup(ImmutableArray<UkiPart> group)
    {
        string? twice = group.CountBy(part => part.Name).FirstOrDefault(name => name.Value > 1 && !UkiSectionNames.MayRepeat(name.Key)).Key;
        if (twice is not null) throw new ComposerException(UkiErrors.DuplicateSection, $"section {twice}: got it twice, expected it once in a profile");
        foreach (UkiPart part in group) VerifyContent(part);
    }

    private static void VerifyContent(UkiPart part)
    {
        switch (part.Name)
        {
            case UkiSectionNames.CommandLine:
                KernelCommandLine.Verify(Text(part), FileOf(part));
                break;
            case UkiSectionNames.KernelVersion:
                if (Text(part) is not { Length: <= KernelImage.MaxVersionLength } version || version.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
                {
                    throw Bad(part, "no kernel release", $"what uname -r says, at most {KernelImage.MaxVersionLength} characters");
                }

                break;
            case UkiSectionNames.Splash:
                VerifyMagic(part, "BM"u8, "a Windows bitmap (BM)");
                break;
            case UkiSectionNames.DeviceTree or UkiSectionNames.AutoDeviceTree:
                VerifyMagic(part, [0xD0, 0x0D, 0xFE, 0xED], "a flattened devicetree (0xD00DFEED)");
                break;
        }
    }

    private static ReadOnlySpan<byte> Text(UkiPart part)
    {
        if (part.Content.Length > MaxText) throw Bad(part, $"{part.Content.Length} bytes", $"at most {MaxText}");
        return part.Content.ReadAll();
    }

    private static void VerifyMagic(UkiPart part, ReadOnlySpan<byte> magic, string expected)
    {
        byte[] head = part.Content.ReadHead(magic.Length);
        if (!magic.SequenceEqual(head)) throw Bad(part, $"0x{Convert.ToHexString(head)}", expected);
    }

    private static ComposerException Bad(UkiPart part, string got, string expected) =>
        new(UkiErrors.BadPart, $"section {part.Name}: got {got}, expected {expected}", FileOf(part) is string file ? new SourceLocation(file) : null);

    private static string? FileOf(UkiPart part) => (part.Content as FileSource)?.Path;
}

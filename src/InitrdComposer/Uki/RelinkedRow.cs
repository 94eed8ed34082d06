using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>The sections behind a stub, in their groups. A part that is equal before and after a change has the same content.</summary>
/// <param name="Base">What profiles share.</param>
/// <param name="Profiles">Of each, .profile first.</param>
internal sealed record RelinkedRow(ImmutableArray<UkiPart> Base, ImmutableArray<ImmutableArray<UkiPart>> Profiles)
{
    private readonly Dictionary<UkiPart, SectionHeader> _headers = [];

    public IEnumerable<ImmutableArray<UkiPart>> Groups => Profiles.Prepend(Base);

    /// <param name="image">An opened image.</param>
    /// <param name="ofStub">How many of its sections are the stub's.</param>
    public static RelinkedRow Of(UkiImage image, int ofStub)
    {
        var row = new RelinkedRow(image.Base[ofStub..], image.Profiles);
        foreach ((UkiPart part, SectionHeader header) in row.Groups.SelectMany(group => group).Zip(image.Image.Sections.Skip(ofStub))) row._headers.Add(part, header);
        return row;
    }

    /// <summary>A part's row of the section table; null: the part is new.</summary>
    public SectionHeader? HeaderOf(UkiPart part) => _headers.TryGetValue(part, out SectionHeader header) ? header : null;

    /// <exception cref="ComposerException">What is to go is not there, or what is to come makes no image.</exception>
    public RelinkedRow With(RelinkChanges changes, string file)
    {
        ImmutableArray<UkiPart> shared = Base;
        foreach (string name in changes.DroppedSections)
        {
            if (shared.All(part => part.Name != name)) throw new ComposerException(UkiErrors.NoSuchSection, $"no section {name} that profiles share, to drop", new SourceLocation(file));
            if (name == UkiSectionNames.Linux) throw new ComposerException(UkiErrors.NoSuchSection, $"{name} cannot be dropped: what is left would start nothing", new SourceLocation(file));
            shared = shared.RemoveAll(part => part.Name == name);
        }

        if (changes.Replaced.PcrSignature is not null && !Profiles.IsEmpty)
        {
            throw new ComposerException(UkiErrors.BadProfile, $"got {UkiSectionNames.PcrSignature} for sections that profiles share, expected one for a profile", new SourceLocation(file));
        }

        foreach (var replaced in (changes.Replaced with { Profile = default, Kernel = null }).OfProfile().GroupBy(part => part.Name))
        {
            UkiChecks.VerifyName(replaced.Key);
            shared = Replace(shared, replaced.Key, [.. replaced]);
        }

        foreach (int number in changes.DroppedProfiles.Where(number => number < 0 || number >= Profiles.Length))
        {
            throw new ComposerException(UkiErrors.NoSuchSection, $"no profile @{number}: the image has {Profiles.Length}", new SourceLocation(file));
        }

        ImmutableArray<ImmutableArray<UkiPart>> profiles = [.. Profiles.Where((_, number) => !changes.DroppedProfiles.Contains(number))];
        return new(shared, [.. NamedBase(changes, file), .. profiles, .. changes.AddedProfiles]);
    }

    /// <summary>Whether a profile's or the base's .pcrsig covers other parts here than it did.</summary>
    public bool DiffersFrom(RelinkedRow before, UkiPart signature)
    {
        if (Base.Contains(signature)) return !Base.AsEnumerable().SequenceEqual(before.Base) || Profiles.IsEmpty != before.Profiles.IsEmpty;
        return !before.CoveredBy(signature).SetEquals(CoveredBy(signature));
    }

    /// <summary>What the stub measures of the profile that has the signature.</summary>
    private HashSet<UkiPart> CoveredBy(UkiPart signature)
    {
        ImmutableArray<UkiPart> own = Profiles.Single(profile => profile.Contains(signature));
        HashSet<UkiPart> covered = [.. own];
        covered.UnionWith(Base.Where(part => part.Name != UkiSectionNames.PcrSignature && own.All(other => other.Name != part.Name)));
        return covered;
    }

    /// <summary>The .profile of an image that had none.</summary>
    private ImmutableArray<ImmutableArray<UkiPart>> NamedBase(RelinkChanges changes, string file)
    {
        if (changes.Replaced.Profile.IsEmpty)
        {
            return Profiles.IsEmpty && !changes.AddedProfiles.IsEmpty
                ? throw new ComposerException(
                    UkiErrors.BadProfile, "got a profile for an image without, expected a name of what it has already", new SourceLocation(file), "give --profile ID=NAME too")
                : [];
        }

        return Profiles.IsEmpty
            ? [[new(UkiSectionNames.Profile, PositionalSource.OfBytes(changes.Replaced.Profile))]]
            : throw new ComposerException(UkiErrors.BadProfile, "got a name for the image's own sections, which has profiles already", new SourceLocation(file));
    }

    /// <summary>In the place of those of that name, else where ukify would put them; what is the same already stays as it is.</summary>
    private static ImmutableArray<UkiPart> Replace(ImmutableArray<UkiPart> shared, string name, ImmutableArray<UkiPart> replacement)
    {
        UkiPart[] old = [.. shared.Where(part => part.Name == name)];
        if (old.Length == replacement.Length && old.Zip(replacement).All(pair => IsSame(pair.First.Content, pair.Second.Content))) return shared;
        int place = old.Length > 0 ? shared.IndexOf(old[0]) : PlaceOf(name, shared);
        ImmutableArray<UkiPart> others = shared.RemoveAll(part => part.Name == name);
        return others.InsertRange(place, replacement);
    }

    private static int PlaceOf(string name, ImmutableArray<UkiPart> shared)
    {
        int rank = RankOf(name);
        for (int i = shared.Length; i > 0; i--)
        {
            if (RankOf(shared[i - 1].Name) <= rank) return i;
        }

        return 0;
    }

    /// <summary>Sections without a name of their own stand behind the named ones, then .sbat, .profile and .pcrsig.</summary>
    private static int RankOf(string name)
    {
        int rank = UkiSectionNames.Order.IndexOf(name);
        return rank switch
        {
            < 0 => name == UkiSectionNames.Sbat ? UkiSectionNames.Order.Length + 1 : UkiSectionNames.Order.Length,
            _ when name is UkiSectionNames.Profile or UkiSectionNames.PcrSignature => UkiSectionNames.Order.Length + 2 + rank,
            _ => rank,
        };
    }

    private static bool IsSame(PositionalSource left, PositionalSource right)
    {
        if (left.Length != right.Length) return false;
        const int size = 128 * 1024;
        byte[] one = new byte[size], other = new byte[size];
        for (long offset = 0; offset < left.Length; offset += size)
        {
            int count = (int)Math.Min(size, left.Length - offset);
            left.ReadExactlyAt(offset, one.AsSpan(0, count));
            right.ReadExactlyAt(offset, other.AsSpan(0, count));
            if (!one.AsSpan(0, count).SequenceEqual(other.AsSpan(0, count))) return false;
        }

        return true;
    }
}

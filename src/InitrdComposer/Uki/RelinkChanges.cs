using System.Collections.Immutable;

namespace InitrdComposer.Uki;

/// <summary>What is to be other in a UKI that exists.</summary>
/// <param name="Replaced">
/// New content for the sections that profiles share; what is empty stays. With a <see cref="UkiSections.Profile"/> an image without profiles gets one of
/// that name, of the sections that it has. The kernel stays what it is.
/// </param>
public sealed record RelinkChanges(UkiSections Replaced)
{
    /// <summary>Names of shared sections that go.</summary>
    public ImmutableArray<string> DroppedSections { get; init; } = [];

    /// <summary>Numbers of profiles that go, as the image has them.</summary>
    public ImmutableArray<int> DroppedProfiles { get; init; } = [];

    /// <summary>The sections of profiles that come behind those of the image.</summary>
    public ImmutableArray<ImmutableArray<UkiPart>> AddedProfiles { get; init; } = [];
}

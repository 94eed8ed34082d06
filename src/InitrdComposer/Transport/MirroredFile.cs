using System.Collections.Immutable;

namespace InitrdComposer.Transport;

/// <summary>A file below several servers.</summary>
/// <param name="Location">Below each of them; empty: they are the file itself.</param>
internal sealed record MirroredFile(ImmutableArray<ResourceUrl> Mirrors, string Location)
{
    public ResourceUrl First => At(Mirrors[0]);

    public ResourceUrl At(ResourceUrl mirror) => At(mirror, Location);

    public static ResourceUrl At(ResourceUrl mirror, string location) => location.Length == 0 ? mirror : mirror.Append(location);
}

using System.Collections.Immutable;

namespace InitrdComposer.Repository;

/// <summary>A pool and how the metadata of each repository filled it.</summary>
internal sealed record FilledPool(Pool Pool, ImmutableArray<FilledRepository> Repositories);

/// <summary>One repository's part of a pool.</summary>
/// <param name="Announced">How many packages the metadata says there are; -1: it does not say.</param>
/// <param name="Duplicates">How many have the name, version and architecture of one before.</param>
/// <param name="PackageCount">How many there are.</param>
/// <param name="FirstDuplicate">The first package that is there twice; none when <paramref name="Duplicates"/> is 0.</param>
internal readonly record struct FilledRepository(long Announced, long Duplicates, int PackageCount, PackageId FirstDuplicate)
{
    public bool IsMiscounted => Announced >= 0 && Announced != PackageCount;
}

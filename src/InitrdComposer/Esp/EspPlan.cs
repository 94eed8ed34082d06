using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Esp;

/// <summary>What an ESP is to be like.</summary>
/// <param name="IsGlobal">What fits all UKIs lies once, in the folders for all.</param>
/// <param name="Size">Of the partition in bytes; null: room is not looked at.</param>
/// <param name="ClusterSize">In bytes; null: what mkfs.vfat takes for that size.</param>
/// <param name="Reserved">Bytes for other files, a boot loader's.</param>
public sealed record EspDemands(bool IsGlobal, long? Size, int? ClusterSize, long Reserved);

/// <summary>What lies where on an ESP, what it takes there, and what it takes at each boot.</summary>
/// <param name="Files">By path.</param>
/// <param name="ClusterSize">What files take is a multiple of it, in bytes.</param>
/// <param name="Space">What they take.</param>
/// <param name="Reserved">Bytes for other files, whole clusters.</param>
/// <param name="Volume">The partition; null: its size was not given.</param>
public sealed record EspPlan(
    ImmutableArray<PlannedFile> Files, int ClusterSize, FatSpace Space, long Reserved, FatVolume? Volume, ImmutableArray<EspBoot> Boots, ImmutableArray<EqualFiles> Equal,
    ImmutableArray<LeftOutFile> LeftOut, ImmutableArray<Notice> Notices)
{
    /// <summary>Bytes that nobody takes; less than 0: that many are missing. Null: the size was not given.</summary>
    public long? Free => Volume?.Bytes - Space.Bytes - Reserved;

    /// <exception cref="ComposerException">A name is not one that FAT and stub take, two files have the same, or there is no FAT32 of that size.</exception>
    public static EspPlan Of(EspInputs inputs, EspDemands demands)
    {
        FatVolume? volume = demands.Size is long size ? FatVolume.Of(size, demands.ClusterSize) : null;
        int cluster = volume?.ClusterSize ?? demands.ClusterSize ?? FatVolume.UsualClusterSize;
        var placed = EspPlacement.Of(inputs, demands.IsGlobal);
        var esp = new PlannedFiles(placed.Files);
        return new(
            placed.Files, cluster, FatSpace.Of(placed.Files.Select(file => (file.Path, file.Given.Content.Length)), cluster), Alignment.Up(demands.Reserved, cluster), volume,
            [.. inputs.Ukis.DistinctBy(uki => uki.Path).OrderBy(uki => uki.Path, StringComparer.Ordinal).Select(uki => EspBoot.Of(uki, esp))],
            EqualFiles.AllOf(placed.Files, inputs.Ukis, cluster), placed.LeftOut, [.. inputs.Notices, .. placed.Notices]);
    }

    /// <summary>What a file takes, in bytes, whole clusters.</summary>
    public long TakenBy(PlannedFile file) => Alignment.Up(file.Given.Content.Length, ClusterSize);

    /// <exception cref="ComposerException">The ESP has not room for everything.</exception>
    public void RequireRoom()
    {
        if (Free is not < 0) return;
        throw new ComposerException(
            EspErrors.NoRoom, $"does not fit: got {Space.Bytes + Reserved} bytes in clusters of {ClusterSize}, expected at most {Volume!.Bytes}: an ESP of {Volume.Size} bytes lacks {-Free}",
            hint: Equal.Sum(equal => equal.Saved) is > 0 and long saved ? $"--global saves {saved} bytes" : "give it a larger ESP, or fewer kernels at a time");
    }
}

using System.Collections.Immutable;

namespace InitrdComposer.Proof;

/// <summary>Kernel modules, or what a kernel has built in, that system and configuration extensions are merged with.</summary>
public static class ExtensionDrivers
{
    /// <summary>An image is attached to a loop device, and its hierarchies are overlaid.</summary>
    public static ImmutableArray<string> ForMerging { get; } = ["loop", "overlay"];

    /// <summary>Its data is checked block by block where it has a hash tree.</summary>
    public static ImmutableArray<string> ForVerity { get; } = ["dm_mod", "dm_verity"];

    /// <summary>Of disk images, whatever their file system.</summary>
    public static ImmutableArray<string> ForImages { get; } = [.. ForMerging, .. ForVerity];
}

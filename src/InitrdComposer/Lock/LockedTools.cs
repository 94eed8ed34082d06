using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Lock;

/// <summary>The tools of this process that a build's bytes depend on.</summary>
public static class LockedTools
{
    public static ImmutableArray<LockedTool> Current =>
    [
        new("initrd-composer", typeof(LockedTools).Assembly.GetName().Version!.ToString(3)),
        Tool(ZstdEncoder.Version),
    ];

    private static LockedTool Tool(string nameAndVersion) =>
        nameAndVersion.Split(' ', 2) is [string name, string version] ? new(name, version) : new(nameAndVersion, "unknown");
}

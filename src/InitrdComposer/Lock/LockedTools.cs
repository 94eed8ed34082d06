using System.Collections.Immutable;
using InitrdComposer.Config;

namespace InitrdComposer.Lock;

/// <summary>The tools of this process that a build's bytes depend on.</summary>
public static class LockedTools
{
    /// <summary>This program, and the library that encodes what the recipe asks for.</summary>
    public static ImmutableArray<LockedTool> Of(Recipe recipe) =>
    [
        new("initrd-composer", typeof(LockedTools).Assembly.GetName().Version!.ToString(3)),
        .. recipe.Initrd.Encoder.Library is string library ? [Tool(library)] : (LockedTool[])[],
    ];

    private static LockedTool Tool(string nameAndVersion) =>
        nameAndVersion.Split(' ', 2) is [string name, string version] ? new(name, version) : new(nameAndVersion, "unknown");
}

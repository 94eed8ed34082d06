using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>A credential or extension image beside a UKI.</summary>
/// <param name="Name">Its file name: what it is called in the initrd.</param>
/// <param name="Path">On the ESP, for whoever reads what is said of it.</param>
public sealed record CompanionFile(string Name, string Path, PositionalSource Content);

/// <summary>A folder of companions: that of one UKI, or the one for all.</summary>
/// <param name="Addons">In the order in which the stub loads them.</param>
/// <param name="Credentials">*.cred.</param>
/// <param name="SystemExtensions">*.raw that are no *.confext.raw.</param>
/// <param name="ConfigurationExtensions">*.confext.raw.</param>
public sealed record CompanionSet(
    ImmutableArray<Addon> Addons,
    ImmutableArray<CompanionFile> Credentials,
    ImmutableArray<CompanionFile> SystemExtensions,
    ImmutableArray<CompanionFile> ConfigurationExtensions)
{
    public static CompanionSet None { get; } = new([], [], [], []);
}

/// <summary>What lies beside a UKI on its ESP.</summary>
/// <param name="Global">loader/addons, loader/credentials and loader/extensions.</param>
/// <param name="Own">NAME.efi.extra.d.</param>
public sealed record Companions(CompanionSet Global, CompanionSet Own)
{
    public static Companions None { get; } = new(CompanionSet.None, CompanionSet.None);
}

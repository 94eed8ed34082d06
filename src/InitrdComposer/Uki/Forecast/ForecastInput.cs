using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Something that a forecast is made of, so that two forecasts can be compared by what they are made of.</summary>
/// <param name="Name">".initrd", "loader/addons/a.addon.efi", "command line".</param>
/// <param name="Digest">SHA-256.</param>
public sealed record ForecastInput(string Name, Digest Digest);

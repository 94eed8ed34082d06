using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config;

/// <summary>A value of an effective recipe.</summary>
/// <param name="Setting">Its whole name: "initrd.level", "packages.install.0".</param>
/// <param name="Origin">Where it was written; null: it is the default.</param>
public sealed record EffectiveValue(string Setting, TomlValue Value, SourceLocation? Origin);

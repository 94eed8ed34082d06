namespace InitrdComposer.Diagnostics;

/// <summary>What a long run is doing, for a line on the screen.</summary>
/// <param name="Stage">"loading repositories", "fetching packages", ...</param>
/// <param name="Done">Of <paramref name="Total"/>; both 0 when nothing is counted.</param>
public readonly record struct ComposerProgress(string Stage, long Done = 0, long Total = 0);

namespace InitrdComposer.Fetch;

/// <summary>How far the packages of a lock are.</summary>
/// <param name="Packages">Here already.</param>
/// <param name="TotalPackages">All of them.</param>
/// <param name="Bytes">Sizes of those that are here.</param>
/// <param name="TotalBytes">Sizes of all.</param>
public readonly record struct FetchProgress(int Packages, int TotalPackages, long Bytes, long TotalBytes);

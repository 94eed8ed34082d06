namespace InitrdComposer.Resolver.Rules;

/// <summary>Whether a package may be chosen, and if not, why not.</summary>
internal enum Availability : byte
{
    Available,
    Excluded,
    OtherArchitecture,
    LowerPriority,
    HiddenByStream,
}

namespace InitrdComposer.Config;

/// <summary>A pattern or line of the recipe, which '?' in front lets match nothing.</summary>
/// <param name="Text">Without the mark.</param>
/// <param name="MayMatchNothing">The mark was there.</param>
public readonly record struct OptionalPattern(string Text, bool MayMatchNothing)
{
    public static OptionalPattern Parse(string written) => written.StartsWith('?') ? new(written[1..], true) : new(written, false);
}

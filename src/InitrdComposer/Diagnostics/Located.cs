namespace InitrdComposer.Diagnostics;

/// <summary>A value together with the place of the recipe that it was written at; equal when the values are.</summary>
public readonly record struct Located<T>(T Value, SourceLocation Location)
{
    public bool Equals(Located<T> other) => EqualityComparer<T>.Default.Equals(Value, other.Value);

    public override int GetHashCode() => Value is null ? 0 : EqualityComparer<T>.Default.GetHashCode(Value);
}

using System.Collections.Immutable;

namespace InitrdComposer.Config.Settings;

/// <summary>A value as TOML writes it.</summary>
internal abstract record WrittenValue
{
    private WrittenValue()
    {
    }

    public sealed record Scalar(string Toml) : WrittenValue
    {
        public override string ToString() => Toml;
    }

    public sealed record List(ImmutableArray<string> Items) : WrittenValue
    {
        public override string ToString() => $"[{string.Join(", ", Items)}]";
    }
}

namespace InitrdComposer.Formats.Toml;

/// <summary>
/// One of TOML's four: offset date-time (all three parts), local date-time (date and time), local date, local time. Years 0001 to 9999; what is finer
/// than 100 ns is cut off, as the specification allows.
/// </summary>
public sealed class TomlDateTime : TomlValue
{
    internal TomlDateTime(DataPosition position, DateOnly? date, TimeOnly? time, int? offsetInMinutes)
        : base(position) => (Date, Time, OffsetInMinutes) = (date, time, offsetInMinutes);

    public DateOnly? Date { get; }

    public TimeOnly? Time { get; }

    /// <summary>East of UTC; null: local.</summary>
    public int? OffsetInMinutes { get; }

    public override string Kind => (Date, Time, OffsetInMinutes) switch
    {
        (null, _, _) => "local time",
        (_, null, _) => "local date",
        (_, _, null) => "local date-time",
        _ => "offset date-time",
    };
}

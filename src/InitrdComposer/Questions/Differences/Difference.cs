using InitrdComposer.Formats;

namespace InitrdComposer.Questions.Differences;

/// <summary>The first thing in which two files differ that should be the same.</summary>
/// <param name="Where">What inside the file: "segment 1 (zstd), etc/passwd", ".cmdline", "images[0].segments[2]"; null: the file as a whole.</param>
/// <param name="Field">What of it, as the format's specification calls it: "mtime", "content at byte 12", "SizeOfImage".</param>
/// <param name="Got">In the file that was given.</param>
/// <param name="Expected">In the one that was made anew.</param>
/// <param name="Place">Where that is: a byte of the file, of what a compressed part of it unpacks to, or a line.</param>
public sealed record Difference(string? Where, string Field, string Got, string Expected, DifferencePlace? Place = null)
{
    /// <summary>As of a part of another file.</summary>
    /// <param name="where">What the part is called there.</param>
    /// <param name="offset">Where it begins there.</param>
    public Difference Inside(string where, long offset) => this with
    {
        Where = Where is null ? where : $"{where}, {Where}",
        Place = Place is { Unit: DifferenceUnit.Byte } place ? place with { Number = place.Number + offset } : Place,
    };

    internal static Difference Of(MalformedDataException damage) => new(
        null, damage.Field, damage.Got, damage.Expected, damage.Position.Offset is long offset ? DifferencePlace.Byte(offset) : null);

    public override string ToString() => $"{(Where is null ? "" : $"{Where}: ")}{Field}: got {Got}, expected {Expected}{(Place is null ? "" : $", {Place}")}";
}

/// <param name="Number">From 0; of lines from 1.</param>
public sealed record DifferencePlace(DifferenceUnit Unit, long Number)
{
    public static DifferencePlace Byte(long offset) => new(DifferenceUnit.Byte, offset);

    public static DifferencePlace Line(int line) => new(DifferenceUnit.Line, line);

    public override string ToString() => Unit switch
    {
        DifferenceUnit.Line => $"line {Number}",
        DifferenceUnit.UnpackedByte => $"offset 0x{Number:X} unpacked",
        _ => $"offset 0x{Number:X}",
    };
}

/// <summary>What a place counts.</summary>
public enum DifferenceUnit
{
    Byte,
    UnpackedByte,
    Line,
}

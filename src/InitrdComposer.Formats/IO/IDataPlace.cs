namespace InitrdComposer.Formats.IO;

/// <summary>Somewhere in data of a format: what an error needs besides field, got and expected.</summary>
public interface IDataPlace
{
    /// <summary>As the specification calls it.</summary>
    string Format { get; }

    DataPosition Position { get; }

    /// <summary>What stands for a position where offsets mean nothing: "requires, row 12" of a database.</summary>
    string? Part => null;
}

/// <summary>Errors that say where.</summary>
public static class DataPlaces
{
    public static MalformedDataException Malformed(this IDataPlace place, string field, string got, string expected) =>
        new(place.Format, place.Position, place.Part is string part ? $"{part}: {field}" : field, got, expected);
}

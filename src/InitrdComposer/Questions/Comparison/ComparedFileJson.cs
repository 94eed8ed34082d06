using System.Text.Json;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>A file of a comparison as JSON. Paths have a leading slash; bytes that are no text are written \xNN, as on a terminal.</summary>
internal static class ComparedFileJson
{
    /// <summary>Writes its fields into an object.</summary>
    public static void Write(Utf8JsonWriter json, ComparedFile file, bool hasB)
    {
        json.WriteString("path", file.Path.ToString());
        json.WriteString("change", ComparisonWords.Of(file.Change));
        json.WriteStartArray("what");
        foreach (FileAspect aspect in file.What) json.WriteStringValue(ComparisonWords.Of(aspect));
        json.WriteEndArray();
        json.WriteString("class", file.Class);
        json.WriteString("package", file.Package);
        if (file.Moved is RootPath moved) json.WriteString(file.Change == FileChange.Added ? "movedFrom" : "movedTo", moved.ToString());
        Write(json, "a", file.A, file.Path);
        if (hasB) Write(json, "b", file.B, file.Path);
    }

    private static void Write(Utf8JsonWriter json, string key, FileSide? side, RootPath place)
    {
        if (side is null)
        {
            json.WriteNull(key);
            return;
        }

        json.WriteStartObject(key);
        if (side.Path != place) json.WriteString("path", side.Path.ToString());
        json.WriteString("type", ComparisonWords.Of(side.Type));
        json.WriteNumber("size", side.Size);
        json.WriteNumber("stored", side.Stored);
        json.WriteString("mode", Convert.ToString(side.Mode, 8).PadLeft(4, '0'));
        json.WriteString("owner", side.Owner);
        if (side.Content is { } content) json.WriteString("sha256", content.Hex);
        if (side.Target is not null) json.WriteString("target", side.Target);
        if (side.HardLink is RootPath first) json.WriteString("hardLink", first.ToString());
        json.WriteEndObject();
    }
}

using System.Text.Json;
using InitrdComposer.Attribution;
using InitrdComposer.Tree;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What an image's bytes are of, as keys of an object that is open.</summary>
internal static class AttributionJson
{
    /// <summary>An object of the keys coverage, classes, packages and files; of the last only what has bytes or a package.</summary>
    public static void Write(Utf8JsonWriter json, AttributedImage image)
    {
        json.WriteStartObject();
        json.WriteStartObject("coverage");
        json.WriteNumber("package", image.Coverage.Package);
        json.WriteNumber("class", image.Coverage.Class);
        json.WriteNumber("unknown", image.Coverage.Unknown);
        json.WriteEndObject();
        Write(json, "classes", image.ByClass());
        Write(json, "packages", image.ByPackage());
        json.WriteStartArray("files");
        foreach (AttributedFile file in image.Files.Where(file => file.Package is not null || file.Node.Inode.Body is FileBody.Regular)) Write(json, file);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, IEnumerable<SizeRow> rows)
    {
        json.WriteStartArray(key);
        foreach (SizeRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteNumber("files", row.Files);
            json.WriteNumber("unpacked", row.Unpacked);
            json.WriteNumber("stored", row.Stored);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, AttributedFile file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Node.Path.ToString());
        json.WriteNumber("size", file.Length);
        json.WriteString("class", file.Class.Name);
        if (file.Package is PackageMatch match)
        {
            json.WriteString("package", match.Nevra.ToString());
            json.WriteString("source", match.Source);
            json.WriteString("evidence", WordOf(match.Evidence));
            if (match.Path != file.Node.Path) json.WriteString("packagedAs", match.Path.ToString());
        }

        if (file.MadeBy is string maker) json.WriteString("madeBy", maker);
        json.WriteEndObject();
    }

    private static string WordOf(Evidence evidence) => evidence switch
    {
        Evidence.ContentAndPath => "content-and-path",
        Evidence.Content => "content",
        Evidence.PathAndLength => "path-and-length",
        Evidence.CompressedPath => "compressed-path",
        _ => "path",
    };
}

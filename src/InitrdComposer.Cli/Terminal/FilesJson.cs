using System.Text.Json;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `ls --json` prints of an image.</summary>
internal static class FilesJson
{
    public static void Write(Utf8JsonWriter json, OpenedImage image, IEnumerable<RootNode> files)
    {
        json.WriteString("kind", image.Kind);
        json.WriteNumber("size", image.Length);
        PartTable.Write(json, image);
        json.WriteStartArray("files");
        foreach (RootNode node in files) FileListing.Write(json, image, node);
        json.WriteEndArray();
    }
}

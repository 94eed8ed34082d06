using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary><see cref="ImageComparison"/> -> JSON, keys in one order. Schema: docs/reference/diff.schema.json.</summary>
public static class ComparisonJson
{
    /// <summary>Of the document; grows when a reader of the last one would go wrong.</summary>
    public const int Schema = 1;

    /// <summary>Writes one object.</summary>
    public static void Write(Utf8JsonWriter json, ImageComparison comparison)
    {
        bool hasB = comparison.B is not null;
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteStartArray("images");
        Write(json, comparison.A);
        if (comparison.B is not null) Write(json, comparison.B);
        json.WriteEndArray();
        All(json, "classes", comparison.Classes, row => Write(json, row, hasB));
        All(json, "packages", comparison.Packages, row => Write(json, row, hasB));
        All(json, "files", comparison.Files, file => ComparedFileJson.Write(json, file, hasB));
        Write(json, "modules", comparison.Modules);
        Write(json, "firmware", comparison.Firmware);
        All(json, "features", comparison.Features, feature => Write(json, feature, hasB));
        All(json, "duplicates", comparison.Duplicates, duplicate =>
        {
            json.WriteString("sha256", duplicate.Content.Hex);
            json.WriteNumber("size", duplicate.Size);
            Paths(json, "a", duplicate.A);
            if (hasB) Paths(json, "b", duplicate.B);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ComparedImage image)
    {
        json.WriteStartObject();
        json.WriteString("name", image.Name);
        json.WriteString("kind", image.Kind);
        json.WriteNumber("length", image.Length);
        json.WriteNumber("unpacked", image.Total.Unpacked);
        json.WriteNumber("stored", image.Total.Stored);
        json.WriteNumber("files", image.Total.Files);
        All(json, "parts", image.Parts, part => Write(json, part));
        json.WriteStartObject("coverage");
        json.WriteNumber("package", image.Coverage.Package);
        json.WriteNumber("class", image.Coverage.Class);
        json.WriteNumber("unknown", image.Coverage.Unknown);
        json.WriteEndObject();
        json.WriteBoolean("storedIsEstimated", image.IsStoredEstimated);
        if (image.Damage is ComposerException damage)
        {
            json.WriteStartObject("damage");
            json.WriteString("id", damage.Id.ToString());
            if (damage.Location?.Position?.Offset is long offset) json.WriteNumber("offset", offset);
            json.WriteString("message", damage.Message);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImagePart part)
    {
        json.WriteString("name", part.Name);
        json.WriteNumber("offset", part.Offset);
        json.WriteNumber("stored", part.StoredLength);
        json.WriteString("compression", part.Compression.Name());
        json.WriteNumber("length", part.Length);
    }

    private static void Write(Utf8JsonWriter json, ComparedSize row, bool hasB)
    {
        json.WriteString("name", row.Name);
        Side("a", row.A, row.VersionA);
        if (hasB) Side("b", row.B, row.VersionB);

        void Side(string name, SizeTotal total, string? version)
        {
            json.WriteStartObject(name);
            json.WriteNumber("files", total.Files);
            json.WriteNumber("unpacked", total.Unpacked);
            json.WriteNumber("stored", total.Stored);
            if (version is not null) json.WriteString("version", version);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, NameChanges changes)
    {
        json.WriteStartObject(name);
        Names("onlyA", changes.OnlyA);
        Names("onlyB", changes.OnlyB);
        Names("changed", changes.Changed);
        json.WriteEndObject();

        void Names(string key, ImmutableArray<string> names)
        {
            json.WriteStartArray(key);
            foreach (string one in names) json.WriteStringValue(one);
            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, ComparedFeature feature, bool hasB)
    {
        json.WriteString("name", feature.Name);
        json.WriteString("group", feature.Group);
        json.WriteBoolean("a", feature.IsInA);
        if (hasB) json.WriteBoolean("b", feature.IsInB);
        json.WriteStartObject("evidence");
        Paths(json, "a", feature.EvidenceA);
        if (hasB) Paths(json, "b", feature.EvidenceB);
        json.WriteEndObject();
    }

    private static void Paths(Utf8JsonWriter json, string key, ImmutableArray<RootPath> paths)
    {
        json.WriteStartArray(key);
        foreach (RootPath path in paths) json.WriteStringValue(path.ToString());
        json.WriteEndArray();
    }

    private static void All<T>(Utf8JsonWriter json, string key, ImmutableArray<T> items, Action<T> write)
    {
        json.WriteStartArray(key);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

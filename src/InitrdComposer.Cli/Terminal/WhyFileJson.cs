using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Questions;
using InitrdComposer.Questions.FileReasons;
using InitrdComposer.Questions.References;
using InitrdComposer.Questions.Unneeded;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `why` prints of images for programs: docs/reference/why.md.</summary>
internal static class WhyFileJson
{
    public static string Of(ImmutableArray<FileReason> files, FileQuestion image, string recipe) => Document(image, json =>
    {
        json.WriteStartArray("files");
        foreach (FileReason file in files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path.ToString());
            json.WriteString("type", file.Type);
            json.WriteString("class", file.Class.Name);
            Write(json, file.Size);
            Strings(json, "notes", file.Notes);
            WriteOrigin(json, file);
            json.WriteStartArray("modules");
            foreach (ModuleStep step in file.Modules)
            {
                json.WriteStartObject();
                json.WriteString("name", step.Name);
                if (step.Pattern is var (pattern, place))
                {
                    json.WriteString("pattern", pattern);
                    if (place is not null) json.WriteString("place", place);
                }

                if (step.How is not null) json.WriteString("how", step.How);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("referredBy");
            foreach (Reference reference in file.ReferredBy)
            {
                json.WriteStartObject();
                if (reference.From is not null) json.WriteString("path", reference.From.ToString());
                json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(reference.Kind.ToString()));
                json.WriteString("text", reference.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (file.Package is Why why)
            {
                json.WritePropertyName("why");
                WhyReport.Write(json, why, recipe);
            }

            if (file.Cost is PackageCost cost) Write(json, cost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Of(ImmutableArray<(Why Package, PackageCost Cost)> packages, FileQuestion image, string recipe) => Document(image, json =>
    {
        json.WriteStartArray("packages");
        foreach ((Why package, PackageCost cost) in packages)
        {
            json.WriteStartObject();
            json.WritePropertyName("why");
            WhyReport.Write(json, package, recipe);
            Write(json, cost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Of(Biggest biggest, FileQuestion image) => Document(image, json =>
    {
        foreach ((string name, ImmutableArray<BiggestEntry> rows) in ((string, ImmutableArray<BiggestEntry>)[])[("files", biggest.Files), ("packages", biggest.Packages), ("classes", biggest.Classes)])
        {
            json.WriteStartArray(name);
            foreach (BiggestEntry row in rows)
            {
                json.WriteStartObject();
                json.WriteString("name", row.Name);
                Write(json, row.Size);
                json.WriteString("reason", row.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    });

    public static string Of(UnneededReport report, FileQuestion image) => Document(image, json =>
    {
        json.WriteStartArray("candidates");
        foreach (UnneededFile file in report.Files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path.ToString());
            if (image.PackageOf(file.Path) is LockedPackage package) json.WriteString("package", package.Nevra.ToString());
            json.WriteNumber("unpacked", file.Length);
            json.WriteNumber("stored", file.Stored);
            json.WriteNumber("savedUnpacked", file.Saved);
            json.WriteNumber("savedStored", file.SavedStored);
            if (file.LeavesWith is not null) json.WriteString("leavesWith", file.LeavesWith.ToString());
            Strings(json, "neededBy", file.NeededBy.Select(path => path.ToString()));
            Strings(json, "with", file.With.Select(path => path.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("unpacked", report.Length);
        json.WriteNumber("stored", report.Stored);
        json.WriteNumber("references", report.References);
        json.WriteStartObject("lookedAt");
        foreach ((string kind, int count) in report.LookedAt) json.WriteNumber(kind, count);
        json.WriteEndObject();
    });

    private static string Document(FileQuestion image, Action<Utf8JsonWriter> write) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("image");
        json.WriteString("path", image.Sizes.Image.Path);
        json.WriteNumber("length", image.Sizes.Image.Length);
        Write(json, image.Sizes.Total);
        json.WriteBoolean("storedIsEstimated", image.Sizes.IsEstimated);
        json.WriteBoolean("isBuilt", image.IsBuilt);
        json.WriteEndObject();
        write(json);
        json.WriteEndObject();
    });

    private static void WriteOrigin(Utf8JsonWriter json, FileReason file)
    {
        file.Origin?.Write(json);
        if (file.Place is not null) json.WriteString("place", file.Place);
    }

    private static void Write(Utf8JsonWriter json, ImageSize size)
    {
        json.WriteNumber("files", size.Files);
        json.WriteNumber("unpacked", size.Unpacked);
        json.WriteNumber("stored", size.Stored);
    }

    private static void Write(Utf8JsonWriter json, PackageCost cost)
    {
        json.WriteStartObject("cost");
        Write(json, cost.Total);
        json.WriteStartArray("leaving");
        foreach ((LockedPackage package, ImageSize size) in cost.Leaving)
        {
            json.WriteStartObject();
            json.WriteString("package", package.Nevra.ToString());
            Write(json, size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}

using System.Text.Json;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Esp;

/// <summary><see cref="EspPlan"/> -> JSON. Schema: docs/reference/esp.md.</summary>
public static class EspPlanJson
{
    private const int Schema = 1;

    /// <param name="sourceOf">What is said of where files came from.</param>
    public static void Write(Utf8JsonWriter json, EspPlan plan, Func<string, string> sourceOf)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteNumber("clusterSize", plan.ClusterSize);
        json.WriteNumber("taken", plan.Space.Bytes);
        json.WriteNumber("takenByFiles", plan.Space.Files);
        json.WriteNumber("takenByFolders", plan.Space.Folders);
        if (plan.Reserved > 0) json.WriteNumber("reserved", plan.Reserved);
        if (plan.Volume is FatVolume volume)
        {
            json.WriteNumber("size", volume.Size);
            json.WriteNumber("room", volume.Bytes);
            json.WriteNumber("free", plan.Free!.Value);
            json.WriteBoolean("fits", plan.Free >= 0);
        }

        List(json, "files", plan.Files, file => Write(json, plan, file, sourceOf));
        List(json, "boots", plan.Boots, boot => Write(json, boot));
        List(json, "equal", plan.Equal, equal => Write(json, equal));
        List(json, "leftOut", plan.LeftOut, leftOut => Write(json, leftOut, sourceOf));
        List(json, "notices", plan.Notices, notice => Write(json, notice, sourceOf));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EspPlan plan, PlannedFile file, Func<string, string> sourceOf)
    {
        json.WriteString("path", file.Path);
        json.WriteString("kind", file.Given.Kind.Name);
        json.WriteString("source", sourceOf(file.Given.Source));
        json.WriteNumber("size", file.Given.Content.Length);
        json.WriteNumber("taken", plan.TakenBy(file));
        json.WriteString("sha256", file.Given.Digest.Hex);
        if (!file.Given.Kernels.IsEmpty) Strings(json, "kernels", file.Given.Kernels);
        if (file.Uki is not null) json.WriteString("uki", file.Uki);
    }

    private static void Write(Utf8JsonWriter json, EspBoot boot)
    {
        json.WriteString("uki", boot.Path);
        if (boot.Given.KernelVersion is not null) json.WriteString("kernelVersion", boot.Given.KernelVersion);
        if (boot.Given.StubVersion is not null) json.WriteString("stub", boot.Given.StubVersion);
        json.WriteNumber("image", boot.Uki);
        json.WriteNumber("addons", boot.Addons);
        json.WriteNumber("archives", boot.Archives);
        json.WriteNumber("loaded", boot.Loaded);
        json.WriteNumber("initrd", boot.Initrd);
    }

    private static void Write(Utf8JsonWriter json, EqualFiles equal)
    {
        Strings(json, "paths", equal.Paths);
        json.WriteNumber("taken", equal.Taken);
        json.WriteNumber("saved", equal.Saved);
        if (equal.Folder is not null) json.WriteString("folder", equal.Folder);
        if (equal.Obstacle is not null) json.WriteString("obstacle", equal.Obstacle);
    }

    private static void Write(Utf8JsonWriter json, LeftOutFile leftOut, Func<string, string> sourceOf)
    {
        json.WriteString("source", sourceOf(leftOut.Given.Source));
        Strings(json, "kernels", leftOut.Given.Kernels);
        json.WriteString("uki", leftOut.Uki);
        json.WriteString("kernelVersion", leftOut.UkiKernel);
    }

    private static void Write(Utf8JsonWriter json, Notice notice, Func<string, string> sourceOf)
    {
        json.WriteString("id", notice.Id.ToString());
        if (notice.Location is SourceLocation location) json.WriteString("file", sourceOf(location.File));
        json.WriteString("message", notice.Message);
        if (notice.Hint is not null) json.WriteString("hint", notice.Hint);
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Esp;

/// <summary>Lays the files of an ESP into a folder, from which they are copied to one.</summary>
public static class EspWriter
{
    /// <summary>In the output folder, what is copied.</summary>
    public const string FilesFolder = "esp";

    /// <summary>In the output folder, the plan; by it the folder is known.</summary>
    public const string PlanFile = "plan.json";

    /// <summary>Writes the folder, which appears or changes in one step.</summary>
    /// <exception cref="ComposerException">The folder is somebody's own, a file has changed meanwhile, or the system refuses; the old outputs stay.</exception>
    public static void Write(Disk disk, string folder, EspPlan plan)
    {
        OutputFolder.RemoveLeftovers(disk, folder);
        using var output = OutputFolder.Create(disk, folder, PlanFile);
        foreach (PlannedFile file in plan.Files) AtomicFile.Write(disk, Path.Combine(output.Path, FilesFolder, file.Path), stream => Copy(file.Given, stream));
        AtomicFile.Write(disk, Path.Combine(output.Path, PlanFile), stream =>
        {
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
            {
                EspPlanJson.Write(json, plan, source => Path.GetFileName(source));
            }

            stream.WriteByte((byte)'\n');
        });
        output.Commit();
    }

    private static void Copy(GivenFile file, Stream into)
    {
        using var hashing = new HashingOutput(into);
        using Stream content = file.Content.OpenStream();
        content.CopyTo(hashing);
        Digest got = hashing.Finish();
        if (got != file.Digest) throw new ComposerException(LocalFailure.Vanished, $"changed while it was read: got {got}, expected {file.Digest}", new SourceLocation(file.Source));
    }
}

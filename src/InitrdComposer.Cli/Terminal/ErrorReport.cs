using System.Text.Json;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Prints an error on standard error: `error[ID]: FILE: message` and a hint, or the same fields as one JSON object.</summary>
internal sealed class ErrorReport(bool json, bool debug)
{
    public void Print(Exception error)
    {
        if (error is not ComposerException composer)
        {
            Console.Error.WriteLine($"internal error: this is a bug in initrd-composer; please report it with the following lines\n{error}");
            return;
        }

        Console.Error.WriteLine(json ? ToJson(composer) : ToText(composer));
        if (debug) Console.Error.WriteLine(composer);
    }

    private static string ToText(ComposerException error) =>
        $"error[{error.Id}]: {(error.Location is SourceLocation location ? $"{location}: " : "")}{error.Message.Replace("\n", "\n  ")}{(error.Hint is null ? "" : $"\n  hint: {error.Hint}")}";

    private static string ToJson(ComposerException error) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", error.Id.ToString());
        writer.WriteNumber("exitCode", (int)error.Id.Kind);
        if (error.Location is SourceLocation location)
        {
            writer.WriteString("file", location.File);
            if (location.Position?.Offset is long offset) writer.WriteNumber("offset", offset);
            if (location.Position?.Line is int line) writer.WriteNumber("line", line);
            if (location.Position?.Column is int column) writer.WriteNumber("column", column);
        }

        writer.WriteString("message", error.Message);
        if (error.Hint is not null) writer.WriteString("hint", error.Hint);
        writer.WriteEndObject();
    });
}

using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Attestation;

/// <summary>Opens attestations that were written. Somebody may have edited them: whatever is not as a build writes it, is none (ATT01).</summary>
internal static class AttestationDocument
{
    internal static readonly DiagnosticId Malformed = new("ATT", 1, FailureKind.Malformed);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <param name="read">Says what does not fit by a FormatException.</param>
    /// <exception cref="ComposerException">It cannot be read, or is none that a build wrote (ATT01).</exception>
    public static T Read<T>(Disk disk, string path, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, path, Array.MaxLength), Strict);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw new ComposerException(Malformed, $"this is no attestation of a build: {e.Message}", new SourceLocation(path), cause: e);
        }
    }
}

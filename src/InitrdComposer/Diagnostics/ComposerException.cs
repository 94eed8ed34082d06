using InitrdComposer.Formats;

namespace InitrdComposer.Diagnostics;

/// <summary>Everything that a user can cause. Any other exception that reaches the command line is a bug and keeps its stack.</summary>
/// <param name="id">The stable name.</param>
/// <param name="message">One line: what is wrong, with what was got and what was expected.</param>
/// <param name="location">The file and the place in it, if there is one.</param>
/// <param name="hint">One line: what to do about it.</param>
/// <param name="cause">The exception underneath, kept for --debug.</param>
public sealed class ComposerException(
    DiagnosticId id, string message, SourceLocation? location = null, string? hint = null, Exception? cause = null)
    : Exception(message, cause)
{
    public DiagnosticId Id { get; } = id;

    public SourceLocation? Location { get; } = location;

    public string? Hint { get; } = hint;

    /// <summary>Adds the file's name, which formats do not know, to malformed data.</summary>
    public static ComposerException Malformed(DiagnosticId id, string file, MalformedDataException cause, string? hint = null) =>
        new(id, $"{cause.Field}: got {cause.Got}, expected {cause.Expected}", new SourceLocation(file, cause.Position == default ? null : cause.Position), hint, cause);

    /// <summary>A notice that is taken for an error, as --strict does.</summary>
    public static ComposerException Of(Notice notice) => new(notice.Id, notice.Message, notice.Location, notice.Hint);
}

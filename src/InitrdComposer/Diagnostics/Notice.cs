namespace InitrdComposer.Diagnostics;

/// <summary>Something the user should know that does not stop the build. Under --strict the command line makes it an error.</summary>
public sealed record Notice(DiagnosticId Id, string Message, SourceLocation? Location = null, string? Hint = null);

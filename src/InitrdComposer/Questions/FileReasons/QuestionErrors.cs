using InitrdComposer.Diagnostics;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>What can be wrong with a question about an image.</summary>
public static class QuestionErrors
{
    /// <summary>The image has nothing of that name.</summary>
    public static readonly DiagnosticId NotThere = new("WHY", 2, FailureKind.Usage);

    /// <summary>Who is asked does not know of files, or of packages.</summary>
    public static readonly DiagnosticId NotAsked = new("WHY", 3, FailureKind.Usage);
}

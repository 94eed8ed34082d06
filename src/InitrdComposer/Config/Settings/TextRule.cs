using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Settings;

/// <summary>What a string must be.</summary>
/// <param name="Name">For the reference: "absolute path".</param>
/// <param name="Id">For what breaks the rule.</param>
/// <param name="Refusal">Null for a good text, else what was expected instead.</param>
internal sealed record TextRule(string Name, DiagnosticId Id, Func<string, string?> Refusal)
{
    /// <summary>One of few words.</summary>
    public static TextRule OneOf(params string[] words) =>
        new(string.Join(" or ", words.Select(word => $"\"{word}\"")), RecipeDiagnostics.Value, text => words.Contains(text) ? null : string.Join(" or ", words))
        {
            Words = words,
        };

    /// <summary>Words with blanks between, which may be added and taken away one by one.</summary>
    public bool IsWords { get; init; }

    /// <summary>Whether this text is a path of the host, which starts from the folder of the file that says it.</summary>
    public Func<string, bool> IsPath { get; init; } = _ => false;

    /// <summary>What a text stands for, where one may be written in several ways; refusals are of that.</summary>
    public Func<string, string> Meaning { get; init; } = text => text;

    private IReadOnlyList<string> Words { get; init; } = [];

    public string? Hint(string text) => Spelling.Closest(text, Words) is string close ? $"did you mean \"{close}\"?" : null;
}

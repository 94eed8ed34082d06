using System.Collections.Frozen;
using System.Reflection;

namespace InitrdComposer.Attestation;

/// <summary>
/// Whether a package's License tag is an SPDX license expression (SPDX 2.3, Annex D): spec files of today have one, those of yesterday have names of their distribution's own.
/// </summary>
internal static class LicenseExpression
{
    /// <summary>Of parentheses in each other. The tag is somebody else's text, and each level is a call: nobody writes more than three.</summary>
    private const int MaxDepth = 32;

    private static readonly (FrozenSet<string> Licenses, FrozenSet<string> Exceptions) Known = Load();

    /// <summary>
    /// Whether a text is an expression of identifiers of the SPDX License List, as that spells them. Annex D reads them in any case, and knows LicenseRef-...; a tag like that is no SPDX
    /// expression here: what a distribution means by it stands in none of our documents.
    /// </summary>
    public static bool IsValid(string text)
    {
        var words = new Queue<string>(text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return IsCompound(words, 0) && words.Count == 0;
    }

    /// <summary>Operands between AND and OR. Which of the two binds tighter changes what an expression means, and never whether it is one.</summary>
    private static bool IsCompound(Queue<string> words, int depth)
    {
        if (depth > MaxDepth || !IsOperand(words, depth)) return false;
        while (words.TryPeek(out string? word) && word is "AND" or "OR")
        {
            words.Dequeue();
            if (!IsOperand(words, depth)) return false;
        }

        return true;
    }

    private static bool IsOperand(Queue<string> words, int depth)
    {
        if (!words.TryDequeue(out string? word)) return false;
        if (word == "(") return IsCompound(words, depth + 1) && words.TryDequeue(out string? closing) && closing == ")";
        if (!Known.Licenses.Contains(word) && !(word.EndsWith('+') && Known.Licenses.Contains(word[..^1]))) return false;
        if (!words.TryPeek(out string? next) || next != "WITH") return true;
        words.Dequeue();
        return words.TryDequeue(out string? exception) && Known.Exceptions.Contains(exception);
    }

    private static (FrozenSet<string> Licenses, FrozenSet<string> Exceptions) Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("InitrdComposer.Attestation.spdx-licenses.txt")!;
        using var reader = new StreamReader(stream);
        string[] lines = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];
        int exceptions = Array.IndexOf(lines, "WITH");
        return (lines[..exceptions].ToFrozenSet(StringComparer.Ordinal), lines[(exceptions + 1)..].ToFrozenSet(StringComparer.Ordinal));
    }
}

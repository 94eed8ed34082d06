using System.Diagnostics.CodeAnalysis;

namespace InitrdComposer.Formats.Kmod;

/// <summary>The form that aliases are looked up in (alias_normalize of kmod 34).</summary>
public static class ModuleAlias
{
    /// <summary>'-' becomes '_', except inside "[...]"; false for brackets that do not pair.</summary>
    public static bool TryNormalize(string alias, [NotNullWhen(true)] out string? normalized)
    {
        normalized = null;
        var text = new char[alias.Length];
        bool inBrackets = false;
        for (int i = 0; i < alias.Length; i++)
        {
            char c = alias[i];
            if (c == ']' && !inBrackets) return false;
            if (c == '[') inBrackets = true;
            else if (c == ']') inBrackets = false;
            text[i] = c == '-' && !inBrackets ? '_' : c;
        }

        if (inBrackets) return false;
        normalized = new(text);
        return true;
    }
}

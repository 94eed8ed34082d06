using System.Text.RegularExpressions;

namespace InitrdComposer.Esp;

/// <summary>Names in a FAT file system (Microsoft's fatgen103, "FAT Long Directory Entries").</summary>
internal static partial class FatName
{
    private const int LettersOfEntry = 13;

    /// <summary>How many entries of its folder a name takes at most: one, and what holds a long name before it. Drivers may save that for "loader".</summary>
    public static int Entries(string name) => ShortName().IsMatch(name) ? 1 : 1 + ((name.Length + LettersOfEntry - 1) / LettersOfEntry);

    /// <summary>What of a name FAT does not take; null: it takes it.</summary>
    public static string? Refused(string name)
    {
        int at = name.AsSpan().IndexOfAny("\"*/:<>?\\|");
        if (at < 0) at = name.AsSpan().IndexOfAnyInRange('\0', '\x1F');
        if (at >= 0) return $"the character U+{(int)name[at]:X4}";
        return name is [.., '.' or ' '] ? "a dot or a space at its end" : null;
    }

    [GeneratedRegex(@"^[A-Z0-9!#$%&'()@^_`{}~-]{1,8}(\.[A-Z0-9!#$%&'()@^_`{}~-]{1,3})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ShortName();
}

using System.Buffers;
using System.Text.RegularExpressions;

namespace InitrdComposer.Esp;

/// <summary>Names in a FAT file system (Microsoft's fatgen103, "FAT Long Directory Entries").</summary>
internal static partial class FatName
{
    private const int LettersOfEntry = 13;

    private static readonly SearchValues<char> NotTaken = SearchValues.Create([.. "\"*/:<>?\\|", .. Enumerable.Range(0, ' ').Select(control => (char)control)]);

    /// <summary>How many entries of its folder a name takes at most: one, and what holds a long name before it. Drivers may save that for "loader".</summary>
    public static int Entries(string name) => ShortName().IsMatch(name) ? 1 : 1 + ((name.Length + LettersOfEntry - 1) / LettersOfEntry);

    /// <summary>The first character of a name that FAT does not take; null: it takes all.</summary>
    public static char? Refused(string name) => name.AsSpan().IndexOfAny(NotTaken) is >= 0 and int at ? name[at] : null;

    [GeneratedRegex(@"^[A-Z0-9!#$%&'()@^_`{}~-]{1,8}(\.[A-Z0-9!#$%&'()@^_`{}~-]{1,3})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ShortName();
}

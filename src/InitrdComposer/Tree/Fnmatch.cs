using System.Text;

namespace InitrdComposer.Tree;

/// <summary>
/// fnmatch(3) as Python's and systemd's FNM_NOESCAPE have it: '*', '?', '[a-z]', '[!a-z]'; a backslash and a leading dot are ordinary. Over bytes: '?'
/// takes one UTF-8 character, or one byte of what is none.
/// </summary>
public static class Fnmatch
{
    public static bool IsMatch(string pattern, string name) => IsMatch(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(name));

    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        // The classic loop: on a mismatch go back to the last star and let it take one byte more.
        ReadOnlySpan<byte> afterStar = default;
        ReadOnlySpan<byte> takenByStar = default;
        bool sawStar = false;
        while (true)
        {
            if (pattern is [(byte)'*', ..])
            {
                pattern = pattern[1..];
                afterStar = pattern;
                takenByStar = name;
                sawStar = true;
            }
            else if (name.IsEmpty)
            {
                return pattern.IsEmpty;
            }
            else if (!TryTakeOne(ref pattern, ref name))
            {
                if (!sawStar || takenByStar.IsEmpty) return false;
                takenByStar = takenByStar[1..];
                name = takenByStar;
                pattern = afterStar;
            }
        }
    }

    /// <summary>True if the text is a pattern, not a name.</summary>
    public static bool HasWildcard(ReadOnlySpan<byte> text) => text.IndexOfAny("*?["u8) >= 0;

    private static bool TryTakeOne(ref ReadOnlySpan<byte> pattern, ref ReadOnlySpan<byte> name)
    {
        if (pattern.IsEmpty) return false;
        if (pattern[0] == '?' || (pattern[0] == '[' && ClassLength(pattern) > 0))
        {
            int length = pattern[0] == '?' ? 1 : ClassLength(pattern);
            Rune.DecodeFromUtf8(name, out Rune rune, out int consumed);
            if (length > 1 && !IsInClass(pattern[1..(length - 1)], rune)) return false;
            pattern = pattern[length..];
            name = name[consumed..];
            return true;
        }

        if (pattern[0] != name[0]) return false;
        pattern = pattern[1..];
        name = name[1..];
        return true;
    }

    /// <summary>Of "[...]" with both brackets; 0 when it never closes, which makes '[' an ordinary character. A ']' in first place is a member.</summary>
    private static int ClassLength(ReadOnlySpan<byte> pattern)
    {
        int first = pattern is [_, (byte)'!', ..] ? 2 : 1;
        int close = pattern.Length > first + 1 ? pattern[(first + 1)..].IndexOf((byte)']') : -1;
        return close < 0 ? 0 : first + 1 + close + 1;
    }

    private static bool IsInClass(ReadOnlySpan<byte> members, Rune rune)
    {
        bool negated = members is [(byte)'!', ..];
        if (negated) members = members[1..];
        bool found = false;
        while (!members.IsEmpty)
        {
            Rune.DecodeFromUtf8(members, out Rune from, out int consumed);
            members = members[consumed..];
            Rune to = from;
            if (members is [(byte)'-', _, ..])
            {
                Rune.DecodeFromUtf8(members[1..], out to, out consumed);
                members = members[(1 + consumed)..];
            }

            found |= from <= rune && rune <= to;
        }

        return found != negated;
    }
}

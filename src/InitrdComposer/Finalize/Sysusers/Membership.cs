using System.Collections.Immutable;

namespace InitrdComposer.Finalize.Sysusers;

/// <summary>The last field of group(5) and gshadow(5): user names between commas.</summary>
internal static class Membership
{
    private const int Fields = 4;

    /// <summary>A group that gets a new member has all its members sorted; any other keeps them as they are.</summary>
    public static AccountFile Add(AccountFile groups, ImmutableArray<(string Group, ImmutableArray<string> Users)> members)
    {
        var wanted = members.ToDictionary(entry => entry.Group, entry => entry.Users);
        return new([.. groups.Entries.Select(entry => wanted.TryGetValue(entry[0], out ImmutableArray<string> users) ? Add(entry, users) : entry)]);
    }

    private static string[] Add(string[] entry, ImmutableArray<string> users)
    {
        if (entry.Length != Fields) return entry;
        string[] present = entry[3].Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (users.All(present.Contains)) return entry;
        return [.. entry[..3], string.Join(',', present.Union(users).Order(StringComparer.Ordinal))];
    }
}

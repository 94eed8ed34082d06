using System.Collections.Immutable;

namespace InitrdComposer.Finalize.Sysusers;

/// <summary>What sysusers.d asks for, all files read: of conflicting lines the first counts.</summary>
/// <param name="Members">Group to users, in the order of the groups' first mention.</param>
internal sealed record Accounts(
    ImmutableArray<SysusersLine.User> Users, ImmutableArray<SysusersLine.Group> Groups, ImmutableArray<(string Group, ImmutableArray<string> Users)> Members,
    ImmutableArray<SysusersLine.Range> Ranges)
{
    /// <returns>And the accounts that a line contradicts an earlier one about.</returns>
    public static (Accounts Accounts, ImmutableArray<string> Contradictions) Of(IEnumerable<SysusersLine> lines)
    {
        var users = new OrderedDictionary<string, SysusersLine.User>();
        var groups = new OrderedDictionary<string, SysusersLine.Group>();
        var members = new OrderedDictionary<string, List<string>>();
        var ranges = new List<SysusersLine.Range>();
        var contradictions = new List<string>();
        foreach (SysusersLine line in lines)
        {
            switch (line)
            {
                case SysusersLine.User user:
                    if (!users.TryAdd(user.Name, user) && users[user.Name] != user) contradictions.Add($"user {user.Name}");
                    break;
                case SysusersLine.Group group:
                    if (!groups.TryAdd(group.Name, group) && groups[group.Name] != group) contradictions.Add($"group {group.Name}");
                    break;
                case SysusersLine.Member member:
                    members.TryAdd(member.GroupName, []);
                    if (!members[member.GroupName].Contains(member.UserName)) members[member.GroupName].Add(member.UserName);
                    break;
                case SysusersLine.Range range:
                    ranges.Add(range);
                    break;
            }
        }

        // "m" makes what it names (sysusers.d(5)).
        foreach ((string group, List<string> names) in members)
        {
            foreach (string name in names) users.TryAdd(name, new(name, null, null, null, null, null, null, null, false));
            if (!users.ContainsKey(group)) groups.TryAdd(group, new(group, null, null));
        }

        ImmutableArray<(string Group, ImmutableArray<string> Users)> memberships = [.. members.Select(pair => (pair.Key, pair.Value.ToImmutableArray()))];
        return (new([.. users.Values], [.. groups.Values], memberships, [.. ranges]), [.. contradictions]);
    }
}

using System.Collections.Immutable;

namespace InitrdComposer.Finalize.Sysusers;

/// <summary>
/// Gives numbers to accounts exactly as systemd-sysusers 257 does (src/sysusers/sysusers.c: add_group, add_user), so that an image made here and one
/// made by it agree: the wanted number if it is free, else the one of the user or group of the same name, else the next free one going down.
/// </summary>
internal sealed class IdAllocator(ImmutableArray<SysusersLine.Range> ranges, AccountFile passwd, AccountFile group, Func<string, (uint Uid, uint Gid)?> ownerOf)
{
    private const string NoneLeft = "no number is left in the ranges of sysusers.d";

    private readonly Dictionary<string, uint> _knownUsers = FirstOfEach(passwd.Ids());
    private readonly Dictionary<string, uint> _knownGroups = FirstOfEach(group.Ids());
    private readonly Dictionary<uint, string> _uids = FirstOfEach(passwd.Ids().Select(entry => (entry.Id, entry.Name)));
    private readonly Dictionary<uint, string> _gids = FirstOfEach(group.Ids().Select(entry => (entry.Id, entry.Name)));
    private readonly List<(string Name, uint Gid)> _newGroups = [];
    private readonly List<(SysusersLine.User User, uint Uid, uint Gid)> _newUsers = [];
    private long _search = uint.MaxValue;

    /// <summary>Groups that are not in /etc/group yet, in the order they were made.</summary>
    public IReadOnlyList<(string Name, uint Gid)> NewGroups => _newGroups;

    public IReadOnlyList<(SysusersLine.User User, uint Uid, uint Gid)> NewUsers => _newUsers;

    /// <returns>What is wrong, or null.</returns>
    public string? Add(SysusersLine.Group line) => AddGroup(line.Name, line.Gid, uid: null, line.OwnerOf) is null ? NoneLeft : null;

    /// <returns>What is wrong, or null.</returns>
    public string? Add(SysusersLine.User line)
    {
        uint? gid;
        bool isOwnGroup = line.GroupName is null && line.Gid is null;
        if (line.Gid is uint wanted)
        {
            if (!_gids.ContainsKey(wanted)) return $"there is no group {wanted}";
            gid = wanted;
        }
        else if (line.GroupName is string name && name != line.Name)
        {
            if (!_knownGroups.TryGetValue(name, out uint known)) return $"there is no group {name}";
            gid = known;
        }
        else
        {
            gid = AddGroup(line.Name, null, line.Uid, line.OwnerOf);
        }

        if (gid is null) return NoneLeft;
        if (_knownUsers.ContainsKey(line.Name)) return null;

        // A user whose group has another name need not keep clear of that group's number.
        uint? uid = line.Uid is uint own && IsFreeUid(own, line.Name, mindGroups: isOwnGroup) ? own
            : line.OwnerOf is string path && ownerOf(path) is (uint Uid, uint) owner && IsFreeUid(owner.Uid, line.Name, true) ? owner.Uid
            : IsFreeUid(gid.Value, line.Name, true) ? gid
            : NextFree(candidate => IsFreeUid(candidate, line.Name, true));
        if (uid is null) return NoneLeft;
        _knownUsers.Add(line.Name, uid.Value);
        _uids.TryAdd(uid.Value, line.Name);
        _newUsers.Add((line, uid.Value, gid.Value));
        return null;
    }

    private uint? AddGroup(string name, uint? wanted, uint? uid, string? path)
    {
        if (_knownGroups.TryGetValue(name, out uint known)) return known;
        uint? gid = wanted is uint own && !_gids.ContainsKey(own) ? own
            : uid is uint same && IsFreeGid(same, name) ? same
            : path is not null && ownerOf(path) is (uint, uint Gid) owner && IsFreeGid(owner.Gid, name) ? owner.Gid
            : NextFree(candidate => IsFreeGid(candidate, name));
        if (gid is not uint found) return null;
        _knownGroups.Add(name, found);
        _gids.TryAdd(found, name);
        _newGroups.Add((name, found));
        return gid;
    }

    private bool IsFreeGid(uint gid, string name) => !_gids.ContainsKey(gid) && (!_uids.TryGetValue(gid, out string? user) || user == name);

    private bool IsFreeUid(uint uid, string name, bool mindGroups) =>
        !_uids.ContainsKey(uid) && (!mindGroups || !_gids.TryGetValue(uid, out string? other) || other == name);

    /// <summary>Goes down through the ranges and never back up, over users and groups alike; null at the bottom.</summary>
    private uint? NextFree(Func<uint, bool> isFree)
    {
        do
        {
            long next = ranges.Where(range => range.First < _search).Select(range => Math.Min(range.Last, _search - 1)).DefaultIfEmpty(-1).Max();
            if (next < 0) return null;
            _search = next;
        }
        while (!isFree((uint)_search));
        return (uint)_search;
    }

    private static Dictionary<TKey, TValue> FirstOfEach<TKey, TValue>(IEnumerable<(TKey Key, TValue Value)> pairs)
        where TKey : notnull => pairs.DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value);
}

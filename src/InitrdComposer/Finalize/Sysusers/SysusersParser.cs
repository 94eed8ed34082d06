using System.Globalization;
using System.Text.RegularExpressions;

namespace InitrdComposer.Finalize.Sysusers;

/// <summary>Reads one line of sysusers.d(5) as systemd 257 does.</summary>
internal static partial class SysusersParser
{
    /// <returns>The line, or what is wrong with it.</returns>
    public static (SysusersLine? Line, string? Problem) Parse(string text)
    {
        if (Words.Split(text, retainBackslashes: false) is not List<string> words) return (null, "a quote does not close");
        if (words.Count is < 2 or > 6) return (null, $"{words.Count} fields, expected 2 to 6");
        var fields = new string?[6];
        for (int i = 0; i < words.Count; i++)
        {
            // An empty field and "-" both mean the default.
            if (i > 0 && words[i] is "" or "-") continue;
            if (Expand(words[i]) is not string expanded) return (null, $"a specifier in \"{words[i]}\" depends on the running machine");
            fields[i] = expanded;
        }

        return fields[0] switch
        {
            "u" or "u!" => User(fields),
            "g" => Group(fields),
            "m" => Member(fields),
            "r" => Range(fields),
            _ => (null, $"unknown type \"{fields[0]}\""),
        };
    }

    private static (SysusersLine? Line, string? Problem) User(string?[] fields)
    {
        if (fields[1] is not string name || !IsName(name)) return (null, $"\"{fields[1]}\" is no user name");
        string? ownerOf = fields[2] is ['/', ..] path ? path : null;
        string[] ids = (ownerOf is null ? fields[2] ?? "-" : "-").Split(':');
        if (ids.Length > 2) return (null, $"\"{fields[2]}\" is neither UID nor UID:GROUP");
        string? uidText = ids[0] == "-" ? null : ids[0];
        string? group = ids.Length == 2 ? ids[1] : null;
        uint? uid = null;
        if (uidText is not null && !TryId(uidText, out uid)) return (null, $"\"{fields[2]}\" is no user id");
        if (group is not null && TryId(group, out uint? gid)) group = null;
        else gid = null;
        if (group is not null && !IsName(group)) return (null, $"\"{group}\" is no group");
        if (fields[3]?.AsSpan().IndexOfAny(':', '\n') >= 0) return (null, "the description holds a colon");
        if (!IsPath(fields[4]) || !IsPath(fields[5])) return (null, "home and shell must be absolute paths");
        return (new SysusersLine.User(name, uid, gid, group, ownerOf, fields[3], fields[4], fields[5], fields[0] == "u!"), null);
    }

    private static (SysusersLine? Line, string? Problem) Group(string?[] fields)
    {
        if (fields[1] is not string name || !IsName(name)) return (null, $"\"{fields[1]}\" is no group name");
        if (fields[3..].Any(field => field is not null)) return (null, "a group has neither description, home nor shell");
        if (fields[2] is ['/', ..] ownerOf) return (new SysusersLine.Group(name, null, ownerOf), null);
        uint? gid = null;
        return fields[2] is null || TryId(fields[2]!, out gid) ? (new SysusersLine.Group(name, gid, null), null) : (null, $"\"{fields[2]}\" is no group id");
    }

    private static (SysusersLine? Line, string? Problem) Member(string?[] fields)
    {
        if (fields[1] is not string user || !IsName(user)) return (null, $"\"{fields[1]}\" is no user name");
        if (fields[2] is not string group || !IsName(group)) return (null, $"\"{fields[2]}\" is no group name");
        return fields[3..].Any(field => field is not null) ? (null, "a membership has three fields") : (new SysusersLine.Member(user, group), null);
    }

    private static (SysusersLine? Line, string? Problem) Range(string?[] fields)
    {
        if (fields[1] is not null || fields[3..].Any(field => field is not null)) return (null, "a range has a third field only");
        string[] ends = (fields[2] ?? "").Split('-');
        return ends.Length <= 2 && TryId(ends[0], out uint? first) && TryId(ends[^1], out uint? last) && first <= last
            ? (new SysusersLine.Range(first!.Value, last!.Value), null)
            : (null, $"\"{fields[2]}\" is no range of ids");
    }

    /// <summary>All but the two numbers that mean "none" (systemd, "Users, Groups, UIDs and GIDs").</summary>
    private static bool TryId(string text, out uint? id)
    {
        bool valid = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number is not (uint.MaxValue or ushort.MaxValue);
        id = valid ? number : null;
        return valid;
    }

    /// <summary>The specifiers that mean the same on every machine; null for the others.</summary>
    private static string? Expand(string text) => Specifiers.Expand(text, letter => letter switch { 'T' => "/tmp", 'V' => "/var/tmp", _ => null });

    private static bool IsPath(string? field) => field is null || (field[0] == '/' && !field.Contains(':'));

    private static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>systemd's strict user names: they go into files whose fields end at a colon and whose entries end at a line break.</summary>
    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_-]{0,30}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}

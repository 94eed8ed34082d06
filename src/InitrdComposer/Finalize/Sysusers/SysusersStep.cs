using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize.Sysusers;

/// <summary>
/// Writes /etc/passwd, group, shadow and gshadow from sysusers.d(5), the same text as systemd-sysusers 257 run in the image with SOURCE_DATE_EPOCH.
/// </summary>
internal static class SysusersStep
{
    private const string NoPassword = "!*";

    /// <summary>No password either, and systemd-firstboot may still ask for one (systemd 253 and later).</summary>
    private const string NoPasswordYet = "!unprovisioned";

    private const int SecondsPerDay = 86400;

    /// <summary>Where no "r" line says otherwise; systemd looks into login.defs(5) only when it was built so, which Debian's is not.</summary>
    private static readonly SysusersLine.Range SystemAccounts = new(1, 999);

    public static Step Apply(RootTree tree, IContents contents, long epoch)
    {
        var notices = new List<Notice>();
        (Accounts accounts, ImmutableArray<string> contradictions) = Accounts.Of(Lines(tree, contents, notices));
        notices.AddRange(contradictions.Select(account => Skipped($"{account}: a line that contradicts an earlier one is skipped", null)));
        if (accounts.Users.IsEmpty && accounts.Groups.IsEmpty) return new(tree, [.. notices]);

        AccountFile passwd = Read("passwd");
        AccountFile group = Read("group");
        var ids = new IdAllocator(accounts.Ranges.IsEmpty ? [SystemAccounts] : accounts.Ranges, passwd, group, path => OwnerOf(tree, path, passwd, group));
        foreach (SysusersLine.Group line in accounts.Groups)
        {
            if (ids.Add(line) is string problem) notices.Add(Skipped($"group {line.Name}: {problem}", null));
        }

        foreach (SysusersLine.User line in accounts.Users)
        {
            if (ids.Add(line) is string problem) notices.Add(Skipped($"user {line.Name}: {problem}", null));
        }

        string today = (epoch / SecondsPerDay).ToString(CultureInfo.InvariantCulture);
        AccountFile shadow = Read("shadow");
        AccountFile gshadow = Read("gshadow");
        IEnumerable<string[]> newGroups = ids.NewGroups.Select(added => new[] { added.Name, "x", $"{added.Gid}", "" });
        IEnumerable<string[]> newShadowGroups =
            from added in ids.NewGroups where !gshadow.Contains(added.Name) select new[] { added.Name, NoPassword, "", "" };
        return new(
            tree.With(
            [
                .. Changed("passwd", 0b110_100_100, passwd.With(ids.NewUsers.Select(user => Passwd(tree, user.User, user.Uid, user.Gid)))),
                .. Changed("group", 0b110_100_100, Membership.Add(group.With(newGroups), accounts.Members)),
                .. Changed("shadow", 0, shadow.With(ids.NewUsers.Where(user => !shadow.Contains(user.User.Name)).Select(user => Shadow(user.User, today)))),
                .. Changed("gshadow", 0, Membership.Add(gshadow.With(newShadowGroups), accounts.Members)),
            ]),
            [.. notices]);

        AccountFile Read(string name) => AccountFile.Parse(ImageText.Find(tree, contents, Etc(name)));

        IEnumerable<RootNode> Changed(string name, ushort mode, AccountFile file)
        {
            RootNode node = Generated.File("sysusers", Etc(name), file.ToText(), mode);
            if (!tree.TryFind(node.Path, out RootNode? old)) return file.Entries.IsEmpty ? [] : [node];
            return ImageText.Find(tree, contents, node.Path) == file.ToText()
                ? []
                : [node with { Path = old.Path, Inode = new(old.Inode.Metadata with { ModificationTime = 0 }, node.Inode.Body) }];
        }
    }

    private static IEnumerable<SysusersLine> Lines(RootTree tree, IContents contents, List<Notice> notices)
    {
        foreach ((RootPath path, string text) in ImageText.Files(
            tree, contents, ".conf", "/etc/sysusers.d", "/run/sysusers.d", "/usr/local/lib/sysusers.d", "/usr/lib/sysusers.d"))
        {
            int number = 0;
            foreach (string raw in text.Split('\n'))
            {
                number++;
                string line = raw.Trim();
                if (line is "" or ['#', ..]) continue;
                (SysusersLine? parsed, string? problem) = SysusersParser.Parse(line);
                if (parsed is null) notices.Add(Skipped($"{path}:{number}: {problem!.ToPrintable()}: line skipped", "systemd-sysusers skips it too"));
                else yield return parsed;
            }
        }
    }

    private static Notice Skipped(string message, string? hint) => new(FinalizeErrors.SkippedSysusersLine, message, Hint: hint);

    private static string[] Passwd(RootTree tree, SysusersLine.User user, uint uid, uint gid) =>
        [user.Name, "x", $"{uid}", $"{gid}", user.Description ?? "", user.Home ?? "/", user.Shell ?? (uid == 0 ? RootShell(tree) : "/usr/sbin/nologin")];

    private static string RootShell(RootTree tree) => tree.TryFind(RootPath.Of("/bin/bash"), out _) ? "/bin/bash" : "/bin/sh";

    /// <summary>An account that expired on 2 January 1970 is locked for every way of logging in, not only for passwords (shadow(5)).</summary>
    private static string[] Shadow(SysusersLine.User user, string today) =>
        [user.Name, user.Name == "root" ? NoPasswordYet : NoPassword, today, "", "", "", "", user.IsLocked ? "1" : "", ""];

    /// <summary>The numbers of a file's owner, if its names have any yet.</summary>
    private static (uint Uid, uint Gid)? OwnerOf(RootTree tree, string path, AccountFile passwd, AccountFile group)
    {
        if (!RootPath.TryParse(System.Text.Encoding.UTF8.GetBytes(path), out RootPath parsed) || !tree.TryFind(parsed, out RootNode? node)) return null;
        (string user, string owner) = (node.Inode.Metadata.User, node.Inode.Metadata.Group);
        if (user == "root" && owner == "root") return (0, 0);
        uint? uid = passwd.Ids().Where(entry => entry.Name == user).Select(entry => (uint?)entry.Id).FirstOrDefault();
        uint? gid = group.Ids().Where(entry => entry.Name == owner).Select(entry => (uint?)entry.Id).FirstOrDefault();
        return uid is null || gid is null ? null : (uid.Value, gid.Value);
    }

    private static RootPath Etc(string name) => RootPath.Of("/etc").Append(name);
}

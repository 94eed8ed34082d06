using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Units;

/// <summary>Conditions and assertions of units, where an image decides them (systemd.unit(5), "Conditions and Asserts"): paths in /etc and /usr. All others may hold.</summary>
internal static class UnitConditions
{
    private const int Executable = 0b001_001_001;

    /// <summary>What the kernel, the machine or the boot before puts there.</summary>
    private static readonly string[] Decided = ["/etc/", "/usr/"];

    /// <summary>The first condition that cannot hold in this image; null: they may all hold.</summary>
    /// <param name="prefix">"Condition" or "Assert".</param>
    public static string? Failing(UnitSettings unit, string prefix, RootTree tree)
    {
        (string Key, string Value)[] all = [.. unit.Starting("Unit", prefix)];
        (string Key, string Value)[] triggering = [.. all.Where(condition => condition.Value.StartsWith('|'))];
        foreach ((string key, string value) in all.Except(triggering))
        {
            if (Holds(key[prefix.Length..], value, tree) == false) return $"{key}={value}";
        }

        // Of those with '|' one is enough.
        return triggering.Length > 0 && triggering.All(condition => Holds(condition.Key[prefix.Length..], condition.Value[1..], tree) == false)
            ? $"{triggering[0].Key}={triggering[0].Value}"
            : null;
    }

    /// <summary>Null: only the running machine knows.</summary>
    private static bool? Holds(string kind, string value, RootTree tree)
    {
        bool isNegated = value.StartsWith('!');
        string path = (isNegated ? value[1..] : value).Trim();
        if (!Decided.Any(start => path.StartsWith(start, StringComparison.Ordinal)) || path.AsSpan().IndexOfAny("%*?[") >= 0) return null;
        if (!RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath parsed)) return null;
        RootNode? node = tree.TryFind(parsed, out RootNode? found) ? found : null;
        bool? holds = kind switch
        {
            "PathExists" => node is not null,
            "PathIsDirectory" => node?.Inode.Body is FileBody.Directory,
            "PathIsSymbolicLink" => tree.TryResolve(parsed, followLast: false, out RootPath link) && tree.TryGet(link, out RootNode? last) && last.Inode.Body is FileBody.SymbolicLink,
            "DirectoryNotEmpty" => node?.Inode.Body is FileBody.Directory && tree.Below(node.Path).Skip(1).Any(),
            "FileNotEmpty" => node?.Inode.Body is FileBody.Regular { Content.Length: > 0 },
            "FileIsExecutable" => node?.Inode.Body is FileBody.Regular && (node.Inode.Metadata.Mode & Executable) != 0,
            _ => null,
        };

        // What is not there may be made before the unit is started; what is there stays.
        return kind != "PathExists" && holds == false ? null : isNegated ? !holds : holds;
    }
}

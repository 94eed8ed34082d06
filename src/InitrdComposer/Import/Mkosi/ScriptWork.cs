namespace InitrdComposer.Import.Mkosi;

/// <summary>What a script probably does, by the programs that it names: it is looked at and never run.</summary>
internal static class ScriptWork
{
    private static readonly (string Program, string Work)[] Known =
    [
        ("systemctl", "enables or masks units: finalize.presets"),
        ("ln ", "makes links: put them into mkosi.extra"),
        ("mkdir", "makes folders: put them into mkosi.extra"),
        ("cp ", "copies files: put them into mkosi.extra"),
        ("install ", "copies files: put them into mkosi.extra"),
        ("mv ", "moves files: put them into mkosi.extra"),
        ("cat >", "writes files: put them into mkosi.extra"),
        ("echo ", "writes files: put them into mkosi.extra"),
        ("rm ", "removes files: RemoveFiles="),
        ("sed -i", "changes files: put them into mkosi.extra as they should be"),
        ("useradd", "makes accounts: sysusers.d"),
        ("groupadd", "makes accounts: sysusers.d"),
        ("chmod", "changes modes: those of mkosi.extra are kept"),
        ("chown", "changes owners"),
        ("depmod", "indexes modules, which is done anyway"),
        ("dracut", "calls dracut"),
        ("curl", "downloads"),
        ("git ", "fetches sources"),
        ("dnf", "installs packages: Packages="),
        ("apt", "installs packages: Packages="),
        ("zypper", "installs packages: Packages="),
        ("setfattr", "sets extended attributes, which a cpio archive has not"),
    ];

    /// <summary>"Probably makes folders and links."; empty where nothing is recognised.</summary>
    public static string Of(string script)
    {
        string[] lines = [.. script.Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith('#'))];
        string[] work = [.. Known.Where(known => lines.Any(line => Names(line, known.Program))).Select(known => known.Work).Distinct()];
        return work.Length == 0 ? "" : $" It probably {string.Join("; ", work)}.";
    }

    private static bool Names(string line, string program)
    {
        int at = line.IndexOf(program, StringComparison.Ordinal);
        return at == 0 || (at > 0 && line[at - 1] is ' ' or '/' or ';' or '&' or '|' or '(' or '`' or '\t');
    }
}

namespace InitrdComposer.Finalize.Presets;

/// <summary>A unit's [Install] section (systemd.unit(5)), its drop-ins included: lists as written, specifiers not yet filled in.</summary>
internal sealed class InstallSection
{
    private readonly Dictionary<string, List<string>> _lists = [];

    public string? DefaultInstance { get; private set; }

    public IEnumerable<string> this[string key] => _lists.GetValueOrDefault(key, []);

    /// <param name="texts">The unit file, then its drop-ins in their order.</param>
    public static InstallSection Parse(IEnumerable<string> texts)
    {
        var section = new InstallSection();
        foreach (string text in texts) section.Read(text);
        return section;
    }

    private void Read(string text)
    {
        bool inInstall = false;
        foreach (string line in LogicalLines(text))
        {
            if (line.StartsWith('[')) inInstall = line == "[Install]";
            else if (inInstall && line.IndexOf('=', StringComparison.Ordinal) is int equals and > 0) Assign(line[..equals].Trim(), line[(equals + 1)..].Trim());
        }
    }

    private void Assign(string key, string value)
    {
        if (key == "DefaultInstance") DefaultInstance = value.Length > 0 ? value : null;
        if (key is not ("Alias" or "WantedBy" or "RequiredBy" or "UpheldBy" or "Also")) return;
        if (!_lists.TryGetValue(key, out List<string>? list)) _lists.Add(key, list = []);
        if (value.Length == 0 && key != "Also") list.Clear();
        list.AddRange(Words.Split(value, retainBackslashes: true) ?? []);
    }

    /// <summary>A backslash at the end joins a line to the next; comments between joined lines vanish (systemd.syntax(7)).</summary>
    public static IEnumerable<string> LogicalLines(string text)
    {
        string pending = "";
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line is ['#' or ';', ..]) continue;
            if (line.EndsWith('\\'))
            {
                pending += line[..^1] + " ";
                continue;
            }

            if (pending.Length + line.Length > 0) yield return (pending + line).Trim();
            pending = "";
        }

        if (pending.Length > 0) yield return pending.Trim();
    }
}

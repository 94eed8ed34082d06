using InitrdComposer.Finalize.Presets;

namespace InitrdComposer.Proof.Units;

/// <summary>What a unit says, its drop-ins included (systemd.unit(5)): lists, which an empty assignment empties.</summary>
internal sealed class UnitSettings
{
    private readonly Dictionary<(string Section, string Key), List<string>> _values = [];

    /// <param name="texts">The unit's file, then its drop-ins in their order.</param>
    public static UnitSettings Parse(IEnumerable<string> texts)
    {
        var settings = new UnitSettings();
        foreach (string text in texts)
        {
            string section = "";
            foreach (string line in InstallSection.LogicalLines(text))
            {
                if (line.StartsWith('[')) section = line.Trim('[', ']');
                else if (line.IndexOf('=', StringComparison.Ordinal) is int equals and > 0) settings.Assign(section, line[..equals].Trim(), line[(equals + 1)..].Trim());
            }
        }

        return settings;
    }

    public IReadOnlyList<string> this[string section, string key] => _values.GetValueOrDefault((section, key), []);

    /// <summary>The last value, which counts where only one can; null: none.</summary>
    public string? Last(string section, string key) => this[section, key] is [.., string last] ? last : null;

    /// <summary>Conditions or assertions, in order: "ConditionPathExists" and its value.</summary>
    public IEnumerable<(string Key, string Value)> Starting(string section, string prefix) =>
        from pair in _values
        where pair.Key.Section == section && pair.Key.Key.StartsWith(prefix, StringComparison.Ordinal)
        from value in pair.Value
        select (pair.Key.Key, value);

    private void Assign(string section, string key, string value)
    {
        if (!_values.TryGetValue((section, key), out List<string>? values)) _values.Add((section, key), values = []);
        if (value.Length == 0) values.Clear();
        else values.Add(value);
    }
}

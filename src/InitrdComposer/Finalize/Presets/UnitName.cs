namespace InitrdComposer.Finalize.Presets;

/// <summary>A unit's name taken apart (systemd.unit(5)): "getty@tty1.service" is prefix "getty", instance "tty1", type "service".</summary>
/// <param name="Instance">Null: a plain unit; empty: a template.</param>
internal readonly record struct UnitName(string Prefix, string? Instance, string Type)
{
    private const int MaxLength = 255;

    private static readonly string[] Types = ["service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope"];

    public bool IsTemplate => Instance is "";

    public UnitName Template => this with { Instance = "" };

    /// <summary>The instance of a template; false for a text that no unit's name can hold.</summary>
    public bool TryInstance(string instance, out UnitName name) => TryParse($"{this with { Instance = instance }}", out name) && name.Instance == instance;

    public static bool TryParse(string text, out UnitName name)
    {
        name = default;
        int dot = text.LastIndexOf('.');
        if (text.Length > MaxLength || dot < 1 || !Types.Contains(text[(dot + 1)..])) return false;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        bool isPlain = at < 0 || at > dot;
        name = isPlain ? new(text[..dot], null, text[(dot + 1)..]) : new(text[..at], text[(at + 1)..dot], text[(dot + 1)..]);
        return name.Prefix.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '\\' or '@');
    }

    /// <summary>Fills in the specifiers that make sense in [Install] and mean the same on every machine; null when there is another.</summary>
    public string? Expand(string text) => Specifiers.Expand(text, ValueOf);

    public override string ToString() => Instance is null ? $"{Prefix}.{Type}" : $"{Prefix}@{Instance}.{Type}";

    private string? ValueOf(char letter) => letter switch
    {
        'i' => Instance ?? "",
        'j' => Prefix[(Prefix.LastIndexOf('-') + 1)..],
        'n' => ToString(),
        'N' => ToString()[..^(Type.Length + 1)],
        'p' => Prefix,
        _ => null,
    };
}

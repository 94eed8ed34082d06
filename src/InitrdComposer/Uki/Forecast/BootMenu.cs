using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Uki.Forecast;

/// <summary>The menu that systemd-boot makes of the UKIs in EFI/Linux, and the entry that it starts by itself.</summary>
/// <param name="Entries">In the menu's order.</param>
/// <param name="Default">Null: there is none to start.</param>
public sealed record BootMenu(ImmutableArray<MenuEntry> Entries, MenuEntry? Default)
{
    /// <summary>What the menu is like when no EFI variable says otherwise: a boot that was asked for once, or the last one, is not on the ESP.</summary>
    /// <exception cref="Diagnostics.ComposerException">An image is malformed.</exception>
    public static BootMenu Of(EspFolder esp)
    {
        IEnumerable<string> files = esp.Files(EspFiles.UkiFolder).Where(path =>
            path.EndsWith(".efi", StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(path).StartsWith("auto-", StringComparison.OrdinalIgnoreCase));
        ImmutableArray<MenuEntry> entries = [.. files.SelectMany(path => MenuEntry.Of(path, esp.OpenImage(path))).Order(Comparer<MenuEntry>.Create(Compare))];
        return new(entries, DefaultOf(esp, entries));
    }

    /// <summary>boot_entry_compare of systemd 262: bad entries last, those with a sort key first, new versions first.</summary>
    public static int Compare(MenuEntry a, MenuEntry b)
    {
        int order = a.IsBad.CompareTo(b.IsBad);
        if (order == 0) order = (a.SortKey is null).CompareTo(b.SortKey is null);
        if (order == 0) order = string.CompareOrdinal(a.SortKey, b.SortKey);
        if (order == 0 && a.SortKey is not null) order = -VersionOrder.Instance.Compare(a.Version, b.Version);
        if (order == 0) order = -VersionOrder.Instance.Compare(a.Counter.Name.ToLowerInvariant(), b.Counter.Name.ToLowerInvariant());
        if (order == 0) order = a.Profile.CompareTo(b.Profile);
        if (order == 0 && a.Counter.TriesLeft is int && b.Counter.TriesLeft is int) order = -a.Counter.TriesLeft.Value.CompareTo(b.Counter.TriesLeft.Value);
        return order != 0 || a.Counter.TriesDone is null || b.Counter.TriesDone is null ? order : a.Counter.TriesDone.Value.CompareTo(b.Counter.TriesDone.Value);
    }

    /// <summary>The first entry that loader.conf's default fits, else the first one.</summary>
    private static MenuEntry? DefaultOf(EspFolder esp, ImmutableArray<MenuEntry> entries)
    {
        string? pattern = esp.Find("loader/loader.conf") is string path ? DefaultIn(StubText.Of(esp.Open(path).Bytes) ?? "") : null;
        return entries.FirstOrDefault(entry => pattern is not null && Fnmatch.IsMatch(pattern, entry.Id)) ?? entries.FirstOrDefault(entry => entry.Profile == 0) ?? entries.FirstOrDefault();
    }

    /// <summary>The last "default PATTERN"; @saved and the like are variables.</summary>
    private static string? DefaultIn(string text) => text.Split('\n')
        .Select(line => line.Trim().Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .LastOrDefault(words => words is ["default", _])?[1].ToLowerInvariant();
}

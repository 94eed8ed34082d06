using System.Collections.Immutable;
using System.Globalization;

namespace InitrdComposer.Finalize.Sysusers;

/// <summary>One of passwd(5), group(5), shadow(5), gshadow(5): entries of colon-separated fields, a line each, the name first.</summary>
internal sealed record AccountFile(ImmutableArray<string[]> Entries)
{
    public static AccountFile Parse(string? text) =>
        new([.. (text ?? "").Split('\n').Where(line => line.Length > 0).Select(line => line.Split(':'))]);

    public bool Contains(string name) => Entries.Any(entry => entry[0] == name);

    /// <summary>Name and number of each entry that has one: the third field.</summary>
    public IEnumerable<(string Name, uint Id)> Ids() =>
        from entry in Entries
        where entry.Length > 2 && uint.TryParse(entry[2], NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select (entry[0], uint.Parse(entry[2], CultureInfo.InvariantCulture));

    /// <summary>New entries follow the old, but come before NIS's "+", which swallows all names.</summary>
    public AccountFile With(IEnumerable<string[]> added)
    {
        int nis = Entries.IndexOf(Entries.FirstOrDefault(entry => entry[0].StartsWith('+'))!);
        return new(nis < 0 ? [.. Entries, .. added] : Entries.InsertRange(nis, added));
    }

    public string ToText() => string.Concat(Entries.Select(entry => string.Join(':', entry) + "\n"));
}

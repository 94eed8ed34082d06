using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Dracut;

/// <summary>compress, its levels, and early_microcode.</summary>
internal static class InitrdPart
{
    private const string Compress = "compress", Microcode = "early_microcode";

    public static DracutPart Of(ConfVariables variables, Distribution distribution) => DracutPart.All([Compression(variables), MicrocodeOf(variables, distribution)]);

    private static DracutPart Compression(ConfVariables variables)
    {
        ConfItem[] words = [.. variables.Get(Compress).Items()];
        if (words.Length == 0) return DracutPart.None;
        if (words.FirstOrDefault(word => !word.IsKnown) is ConfItem unknown) return DracutPart.NotRead(Compress, unknown);
        string text = string.Join(' ', words.Select(word => word.Text));
        SourceLocation place = words[0].Place;
        string subject = DracutPart.Subject(Compress, text);
        string? format = Path.GetFileName(words[0].Text) switch
        {
            "zstd" or "pzstd" or "zstdmt" => "zstd",
            "xz" or "pixz" => "xz",
            "gzip" or "pigz" => "gzip",
            "lz4" => "lz4",
            "cat" or "none" => "none",
            _ => null,
        };
        if (format is null) return DracutPart.Of(new(ImportVerdict.NoCounterpart, subject, "there are zstd, xz, gzip, lz4 and none; the recipe has its default, zstd.", place));

        var lines = new List<DraftLine> { DraftLine.Value("initrd.compression", format, DracutPart.Origin(Compress, text, place)) };
        string levelVariable = $"compress_level_{format}";
        (int Level, string Origin)? level = LevelOf(words, format) is int argument ? (argument, DracutPart.Origin(Compress, text, place))
            : variables.Text(levelVariable) is string digits && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && IsLevel(format, number)
                ? (number, DracutPart.Origin(levelVariable, digits, variables.Places[levelVariable]))
                : null;
        if (level is (int value, string origin)) lines.Add(new("initrd.level", value.ToString(CultureInfo.InvariantCulture), origin));
        string[] arguments = [.. words.Skip(1).Select(word => word.Text).Where(word => LevelIn(word) is null)];
        string others = arguments.Length == 0 ? "" : $" Other arguments are not passed on: {string.Join(' ', arguments)}.";
        return DracutPart.Of(new(ImportVerdict.Translated, subject, $"initrd.compression = \"{format}\".{others}", place), [.. lines]);
    }

    private static int? LevelOf(ConfItem[] words, string format) => words.Skip(1).Select(word => LevelIn(word.Text)).FirstOrDefault(level => level is int value && IsLevel(format, value));

    private static int? LevelIn(string word) => word is ['-', _, ..] && int.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int level) ? level : null;

    private static bool IsLevel(string format, int level) => format switch
    {
        "zstd" => level is >= 1 and <= 22,
        "xz" => level is >= 1 and <= 9,
        "gzip" => level is >= 1 and <= 9,
        "lz4" => level is >= 1 and <= 12,
        _ => false,
    };

    private static DracutPart MicrocodeOf(ConfVariables variables, Distribution distribution)
    {
        string[] packages = distribution.Microcode.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (variables.Flag(Microcode) is not bool isWanted)
        {
            return new([.. packages.Select(name => DraftLine.Element("roles.microcode", name, "dracut's default: early_microcode=yes"))], []);
        }

        ConfItem item = variables.Get(Microcode).Items().First();
        string subject = DracutPart.Subject(Microcode, item.Text);
        if (!isWanted) return DracutPart.Of(new(ImportVerdict.Translated, subject, "no roles.microcode.", item.Place));
        return packages.Length == 0
            ? DracutPart.Of(new(ImportVerdict.NoCounterpart, subject, $"name the packages of {distribution.Id} in roles.microcode.", item.Place))
            : DracutPart.Of(
                new(ImportVerdict.Translated, subject, $"roles.microcode: {string.Join(", ", packages)}.", item.Place),
                [.. packages.Select(name => DraftLine.Element("roles.microcode", name, DracutPart.Origin(Microcode, item.Text, item.Place)))]);
    }
}

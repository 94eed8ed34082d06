using System.Buffers;
using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>What the words of scripts and configuration name: paths, and commands of the image.</summary>
internal static class TextScan
{
    private static readonly SearchValues<char> OfWords = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+@-%*?[]");

    /// <summary>What may stand in front of a command of a unit (systemd.service(5), "Command Lines"), as far as words have it.</summary>
    private const string Prefixes = "@-+";

    /// <summary>Of a whole text, without comments that take a line.</summary>
    public static IEnumerable<Mention> Of(string text, ImageNames names) =>
        text.Split('\n').Where(line => !line.TrimStart().StartsWith('#') || line.StartsWith("#!", StringComparison.Ordinal)).SelectMany(line => OfLine(line, names, withCommands: true)).DistinctBy(mention => mention.Word);

    /// <param name="withCommands">Words without a slash count too, where they are commands.</param>
    public static IEnumerable<Mention> OfLine(string line, ImageNames names, bool withCommands)
    {
        foreach (string word in WordsOf(line))
        {
            int slash = word.IndexOf('/', StringComparison.Ordinal);
            ImmutableArray<RootPath> files = slash < 0 ? withCommands ? names.Commands(word.AsSpan().TrimStart(Prefixes)) : [] : word.AsSpan(0, slash).IndexOfAnyExcept(Prefixes) < 0 ? names.Path(word[slash..]) : [];
            if (!files.IsEmpty) yield return new(word, files);
        }
    }

    /// <summary>Runs of characters that paths and names are made of.</summary>
    public static IEnumerable<string> WordsOf(string line)
    {
        for (int at = 0; at < line.Length;)
        {
            int start = line.AsSpan(at).IndexOfAny(OfWords);
            if (start < 0) yield break;
            at += start;
            int length = line.AsSpan(at).IndexOfAnyExcept(OfWords);
            if (length < 0) length = line.Length - at;
            string word = line.Substring(at, length).TrimEnd('.', '?', '[');
            at += length;
            if (word.Length > 0) yield return word;
        }
    }
}

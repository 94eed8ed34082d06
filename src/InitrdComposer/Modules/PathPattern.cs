using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>
/// A pattern over modules or firmware as mkosi's KernelModules= and FirmwareFiles= have it (mkosi/kmod.py of mkosi 27), with "re:" the regular expressions
/// of its older options, and the '?' of ours in front.
/// </summary>
public sealed class PathPattern
{
    private const string RegexMark = "re:";

    private readonly byte[] _glob;
    private readonly byte[] _belowKernel;
    private readonly byte[] _anySuffix;
    private readonly Regex? _regex;

    private PathPattern(Located<string> source, bool isOptional, bool isNegative, string glob, Regex? regex)
    {
        Source = source;
        IsOptional = isOptional;
        IsNegative = isNegative;
        _regex = regex;
        if (glob.EndsWith('/')) glob += "*"; // a folder stands for everything below it
        _glob = Encoding.UTF8.GetBytes(glob);
        _belowKernel = [.. "/kernel"u8, .. _glob];
        _anySuffix = [.. "*/"u8, .. _glob];
    }

    /// <summary>As the recipe has it.</summary>
    public Located<string> Source { get; }

    /// <summary>With '?' in front: may match nothing.</summary>
    public bool IsOptional { get; }

    /// <summary>With '-' in front: what matches is left out.</summary>
    public bool IsNegative { get; }

    /// <summary>Over module paths: '_' and '-' are the same, except inside "[...]".</summary>
    public static PathPattern OfModule(Located<string> source) => Parse(source, normalize: true);

    /// <summary>Of one module, which is there.</summary>
    /// <param name="source">What stands for it in the recipe; '-' in front leaves it out.</param>
    /// <param name="name">As lsmod shows it.</param>
    public static PathPattern OfModuleName(Located<string> source, string name) =>
        new(source, isOptional: true, isNegative: source.Value.TrimStart('?').StartsWith('-'), Normalize(name), regex: null);

    public static PathPattern OfFirmware(Located<string> source) => Parse(source, normalize: false);

    /// <summary>
    /// A module's path as patterns see it: globs below a slash, '-' for '_', without ".ko.xz"; regular expressions as it is, below kernel/ or updates/.
    /// </summary>
    public static PatternSubject ModuleSubject(string path)
    {
        string plain = WithoutSuffix(path, ".xz", ".zst", ".gz");
        string name = plain.EndsWith(".ko", StringComparison.Ordinal) ? plain[..^".ko".Length] : path;
        return new(Encoding.UTF8.GetBytes("/" + name.Replace('_', '-')), path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>A firmware file's path below /usr/lib/firmware as patterns see it: globs below a slash, without ".xz"; regular expressions as it is.</summary>
    public static PatternSubject FirmwareSubject(string path) => new(Encoding.UTF8.GetBytes("/" + WithoutSuffix(path, ".xz", ".zst", ".gz")), path);

    /// <param name="of">From <see cref="ModuleSubject"/> or <see cref="FirmwareSubject"/>.</param>
    public bool Matches(PatternSubject of)
    {
        if (_regex is not null) return _regex.IsMatch(of.Path);
        ReadOnlySpan<byte> subject = of.Normal;
        if (_glob is [(byte)'/', ..] && (Fnmatch.IsMatch(_belowKernel, subject) || Fnmatch.IsMatch(_glob, subject))) return true;
        return (_glob.AsSpan().Contains((byte)'/') && Fnmatch.IsMatch(_anySuffix, subject))
            || Fnmatch.IsMatch(_glob, subject[(subject.LastIndexOf((byte)'/') + 1)..]);
    }

    private static PathPattern Parse(Located<string> source, bool normalize)
    {
        ReadOnlySpan<char> text = source.Value;
        bool isOptional = text is ['?', ..];
        if (isOptional) text = text[1..];
        bool isNegative = text is ['-', ..];
        if (isNegative) text = text[1..];
        if (text.StartsWith(RegexMark)) return new(source, isOptional, isNegative, "", new(text[RegexMark.Length..].ToString(), RegexOptions.NonBacktracking));
        return new(source, isOptional, isNegative, normalize ? Normalize(text) : text.ToString(), regex: null);
    }

    private static string Normalize(ReadOnlySpan<char> glob)
    {
        char[] normalized = glob.ToArray();
        bool inBrackets = false;
        for (int i = 0; i < normalized.Length; i++)
        {
            if (normalized[i] == '[') inBrackets = true;
            else if (normalized[i] == ']') inBrackets = false;
            else if (normalized[i] == '_' && !inBrackets) normalized[i] = '-';
        }

        return new(normalized);
    }

    private static string WithoutSuffix(string path, params ReadOnlySpan<string> suffixes)
    {
        foreach (string suffix in suffixes)
        {
            if (path.EndsWith(suffix, StringComparison.Ordinal)) return path[..^suffix.Length];
        }

        return path;
    }
}

/// <summary>A path in the two forms that patterns are compared with.</summary>
/// <param name="Normal">For globs.</param>
/// <param name="Path">For regular expressions.</param>
public readonly record struct PatternSubject(byte[] Normal, string Path);

using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>
/// A pattern over modules or firmware as mkosi's KernelModules= and FirmwareFiles= have it (mkosi/kmod.py of mkosi 27), and the '?' of ours in front.
/// </summary>
public sealed class PathPattern
{
    private readonly byte[] _glob;
    private readonly byte[] _belowKernel;
    private readonly byte[] _anySuffix;

    private PathPattern(Located<string> source, bool isOptional, bool isNegative, string glob)
    {
        Source = source;
        IsOptional = isOptional;
        IsNegative = isNegative;
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

    public static PathPattern OfFirmware(Located<string> source) => Parse(source, normalize: false);

    /// <summary>A module's path in the form that patterns are compared with: below a slash, '-' for '_', without ".ko.xz".</summary>
    public static byte[] ModuleSubject(string path)
    {
        string plain = WithoutSuffix(path, ".xz", ".zst", ".gz");
        if (plain.EndsWith(".ko", StringComparison.Ordinal)) path = plain[..^".ko".Length];
        return Encoding.UTF8.GetBytes("/" + path.Replace('_', '-'));
    }

    /// <summary>A firmware file's path below /usr/lib/firmware in the form that patterns are compared with: below a slash, without ".xz".</summary>
    public static byte[] FirmwareSubject(string path) => Encoding.UTF8.GetBytes("/" + WithoutSuffix(path, ".xz", ".zst", ".gz"));

    /// <param name="subject">From <see cref="ModuleSubject"/> or <see cref="FirmwareSubject"/>.</param>
    public bool Matches(ReadOnlySpan<byte> subject)
    {
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
        return new(source, isOptional, isNegative, normalize ? Normalize(text) : text.ToString());
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

using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>Texts of sections as the stub reads them.</summary>
internal static class StubText
{
    /// <summary>Longest text that is read; kernels take a few KiB.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>UTF-8 up to a NUL; null where there is no section.</summary>
    public static string? Of(PositionalSource? section)
    {
        if (section is null) return null;
        byte[] bytes = section.ReadHead(MaxLength);
        int end = bytes.AsSpan().IndexOf((byte)0);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, end < 0 ? bytes.Length : end));
    }

    /// <summary>A section with a command line, tidied.</summary>
    public static string? CommandLine(PositionalSource? section) => Of(section) is string text ? Tidied(text) : null;

    /// <summary>Control characters become spaces, and there are none at the ends (mangle_stub_cmdline).</summary>
    public static string Tidied(string text) => string.Concat(text.Select(c => c <= '\x1F' ? ' ' : c)).Trim(' ');
}

using System.Text;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Uki;

/// <summary>The text of .cmdline.</summary>
public static class KernelCommandLine
{
    /// <summary>COMMAND_LINE_SIZE of x86 and arm64 without the final NUL: the kernel cuts what is longer.</summary>
    public const int MaxLength = 2047;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>As ukify takes a literal --cmdline: each run of white space becomes one space, none at the ends.</summary>
    public static byte[] FromLiteral(string text) =>
        Encoding.UTF8.GetBytes(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    /// <param name="text">What is to become .cmdline.</param>
    /// <param name="file">Where it comes from, for errors; null: the command line of the program, or a recipe.</param>
    /// <exception cref="ComposerException">A NUL ends it early, a byte order mark begins it, or it is longer than <see cref="MaxLength"/>.</exception>
    public static void Verify(ReadOnlySpan<byte> text, string? file = null)
    {
        if (text.Contains((byte)0)) throw Bad(file, $"a NUL at byte {text.IndexOf((byte)0)}", "text");
        if (text.StartsWith(ByteOrderMark)) throw Bad(file, "a byte order mark", "UTF-8 without");
        if (text.Length > MaxLength) throw Bad(file, $"{text.Length} bytes", $"at most {MaxLength}");
    }

    private static ComposerException Bad(string? file, string got, string expected) =>
        new(UkiErrors.BadCommandLine, $"command line: got {got}, expected {expected}", file is null ? null : new SourceLocation(file));
}

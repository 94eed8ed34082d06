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

    /// <exception cref="ComposerException">A NUL ends it early, a byte order mark begins it, or it is longer than <see cref="MaxLength"/>.</exception>
    internal static void Verify(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0)) throw Bad($"a NUL at byte {text.IndexOf((byte)0)}", "text");
        if (text.StartsWith(ByteOrderMark)) throw Bad("a byte order mark", "UTF-8 without");
        if (text.Length > MaxLength) throw Bad($"{text.Length} bytes", $"at most {MaxLength}");
    }

    private static ComposerException Bad(string got, string expected) => new(UkiErrors.BadCommandLine, $"command line: got {got}, expected {expected}");
}

using System.Text.RegularExpressions;
using InitrdComposer.Formats;

namespace InitrdComposer.Cli.Boot;

/// <summary>Cuts a serial console's bytes into lines that are safe to print: without terminal escape sequences, other control characters as \xNN.</summary>
internal sealed partial class SerialLines
{
    /// <summary>A longer line is cut in two.</summary>
    private const int MaxLength = 4096;

    private readonly List<byte> _line = [];

    /// <summary>Adds bytes; the lines that they end.</summary>
    public IReadOnlyList<string> Add(ReadOnlySpan<byte> bytes)
    {
        List<string> lines = [];
        foreach (byte b in bytes)
        {
            if (b == '\n' || _line.Count == MaxLength) lines.Add(Take());
            if (b is not ((byte)'\n' or (byte)'\r' or 0)) _line.Add(b);
        }

        return lines;
    }

    /// <summary>The line that the console ended in the middle of; empty if there is none.</summary>
    public string Take()
    {
        string text = Printable.Escape([.. _line]);
        _line.Clear();
        return EscapeSequence().Replace(text, "").Replace(@"\x09", " ").Replace(@"\\", @"\").TrimEnd();
    }

    /// <summary>Control sequences and other escape sequences (ECMA-48 and -35), after escaping.</summary>
    [GeneratedRegex(@"\\x1B(?:\[[0-?]*[ -/]*[@-~]|[ -/]*[0-Z^-~])", RegexOptions.NonBacktracking)]
    private static partial Regex EscapeSequence();
}

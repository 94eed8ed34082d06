namespace InitrdComposer.Formats.Ini;

/// <summary>
/// Reads sections of assignments. In both dialects an indented line continues the assignment above it, a common indentation of all lines means nothing, and a
/// name may be assigned several times.
/// </summary>
public static class IniReader
{
    /// <summary>Reads a whole file; a byte order mark in front and CRLF line ends are accepted.</summary>
    /// <exception cref="MalformedDataException">The bytes are no such file, or exceed the limits; its field is one of <see cref="IniField"/>'s.</exception>
    public static IniDocument Read(ReadOnlySpan<byte> utf8, IniLimits? limits = null, IniDialect? dialect = null)
    {
        limits ??= IniLimits.Default;
        return new IniParser(dialect ?? IniDialect.Mkosi).Read(utf8, limits);
    }
}

using InitrdComposer.Formats;

namespace InitrdComposer.Classes;

/// <summary>A row of <see cref="ClassRules"/>.</summary>
/// <param name="Class">Its name, in which "{}" is what the pattern's "{}" stands for.</param>
/// <param name="Patterns">As <see cref="ClassPattern"/> reads them.</param>
internal sealed record ClassRule(string Class, params string[] Patterns)
{
    private ClassPattern[]? _patterns;

    /// <summary>Only files that somebody may execute.</summary>
    public bool OnlyPrograms { get; init; }

    public bool TryMatch(List<ReadOnlyMemory<byte>> path, bool isProgram, out FileClass found)
    {
        found = FileClass.Unknown;
        if (OnlyPrograms && !isProgram) return false;
        foreach (ClassPattern pattern in _patterns ??= [.. Patterns.SelectMany(ClassPattern.Parse)])
        {
            if (!pattern.IsMatch(path, out ReadOnlyMemory<byte> name)) continue;
            found = new(name.IsEmpty ? Class : Class.Replace("{}", Printable.Escape(name.Span), StringComparison.Ordinal));
            return true;
        }

        return false;
    }
}

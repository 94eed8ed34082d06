namespace InitrdComposer.Formats.IO;

/// <summary>Where bytes of a source really are: a part of another one that has none below it, or zeros.</summary>
/// <param name="Source">Null: zeros.</param>
/// <param name="Offset">In <paramref name="Source"/>.</param>
/// <param name="Length">In bytes, more than 0.</param>
public readonly record struct SourcePart(PositionalSource? Source, long Offset, long Length)
{
    /// <summary>What of a row of parts lies in a range.</summary>
    internal static IEnumerable<SourcePart> Within(IEnumerable<SourcePart> parts, long offset, long length)
    {
        long start = 0;
        foreach (SourcePart part in parts)
        {
            long from = Math.Max(start, offset), to = Math.Min(start + part.Length, offset + length);
            if (from < to) yield return new(part.Source, part.Offset + (from - start), to - from);
            start += part.Length;
            if (start >= offset + length) yield break;
        }
    }
}

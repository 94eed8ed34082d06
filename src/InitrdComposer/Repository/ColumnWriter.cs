using System.Runtime.InteropServices;

namespace InitrdComposer.Repository;

/// <summary>Writes arrays as they lie in memory, each behind its length.</summary>
internal sealed class ColumnWriter(Stream output)
{
    public void Write<T>(ReadOnlySpan<T> column)
        where T : unmanaged
    {
        long count = column.Length;
        output.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in count)));
        output.Write(MemoryMarshal.AsBytes(column));
    }
}

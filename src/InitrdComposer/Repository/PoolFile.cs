using System.Collections.Immutable;
using System.Runtime.InteropServices;
using InitrdComposer.Formats;

namespace InitrdComposer.Repository;

/// <summary>
/// A pool as a file: the very columns that it has in memory, one behind the other, in this machine's byte order. Nothing is translated: reading it is
/// reading bytes into arrays.
/// </summary>
internal static class PoolFile
{
    /// <summary>Part of the key of whoever keeps such files: another layout, or another idea of what metadata means, gets another number.</summary>
    public static readonly string Layout = $"pool 1 {(BitConverter.IsLittleEndian ? "little" : "big")}-endian";

    public static void Write(ColumnWriter columns, FilledPool filled)
    {
        Pool pool = filled.Pool;
        columns.Write(filled.Repositories.AsSpan());
        columns.Write(pool.Strings.Blob);
        columns.Write(pool.Strings.Offsets);
        columns.Write(pool.Strings.Hashes);
        columns.Write(pool.Strings.Slots);
        columns.Write(pool.Expressions.AsSpan());
        columns.Write(pool.Packages.AsSpan());
        WriteRows(columns, pool.Checksums);
        foreach (Rows<ExpressionId> rows in pool.DependencyRows) WriteRows(columns, rows);
        WriteRows(columns, pool.FileRows);
    }

    /// <param name="columns">What <see cref="Write"/> wrote.</param>
    /// <exception cref="MalformedDataException">It ends too early.</exception>
    public static FilledPool Read(ColumnReader columns)
    {
        ImmutableArray<FilledRepository> repositories = Immutable(columns.Read<FilledRepository>());
        var strings = new StringTable(columns.Read<byte>(), columns.Read<int>(), columns.Read<uint>(), columns.Read<int>());
        ImmutableArray<Expression> expressions = Immutable(columns.Read<Expression>());
        ImmutableArray<PackageColumns> packages = Immutable(columns.Read<PackageColumns>());
        Rows<byte> checksums = ReadRows<byte>(columns);
        var dependencies = new Rows<ExpressionId>[Enum.GetValues<DependencyKind>().Length];
        for (int kind = 0; kind < dependencies.Length; kind++) dependencies[kind] = ReadRows<ExpressionId>(columns);
        return new(new Pool(strings, expressions, packages, checksums, Immutable(dependencies), ReadRows<StringId>(columns)), repositories);
    }

    private static void WriteRows<T>(ColumnWriter columns, Rows<T> rows)
        where T : unmanaged
    {
        columns.Write<int>(rows.Offsets);
        columns.Write<T>(rows.Values);
    }

    private static Rows<T> ReadRows<T>(ColumnReader columns)
        where T : unmanaged => new(columns.Read<int>(), columns.Read<T>());

    private static ImmutableArray<T> Immutable<T>(T[] array) => ImmutableCollectionsMarshal.AsImmutableArray(array);
}

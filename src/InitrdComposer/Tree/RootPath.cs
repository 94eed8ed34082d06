using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Tree;

/// <summary>
/// A path inside an image: bytes, because names need not be UTF-8, without leading or trailing slash; the root itself is empty. Ordered as bytes,
/// so a folder comes before what is in it.
/// </summary>
public readonly struct RootPath : IEquatable<RootPath>, IComparable<RootPath>
{
    /// <summary>Linux's PATH_MAX with the terminating NUL: the kernel silently skips longer names of an initrd (init/initramfs.c).</summary>
    public const int MaxLength = 4095;

    private readonly byte[]? _bytes;

    private RootPath(byte[] bytes) => _bytes = bytes;

    public static RootPath Root { get; } = new([]);

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool IsRoot => _bytes is null or [];

    /// <summary>The last component.</summary>
    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The folder that holds this path; the root's parent is the root.</summary>
    public RootPath Parent => Bytes.LastIndexOf((byte)'/') is int slash and > 0 ? new(Bytes[..slash].ToArray()) : Root;

    public static bool operator ==(RootPath left, RootPath right) => left.Equals(right);

    public static bool operator !=(RootPath left, RootPath right) => !left.Equals(right);

    public static bool operator <(RootPath left, RootPath right) => left.CompareTo(right) < 0;

    public static bool operator >(RootPath left, RootPath right) => left.CompareTo(right) > 0;

    public static bool operator <=(RootPath left, RootPath right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RootPath left, RootPath right) => left.CompareTo(right) >= 0;

    /// <summary>Takes "/usr/bin", "usr/bin", "./usr/bin" and "usr//bin/" as the same path.</summary>
    /// <exception cref="ArgumentException">A component is "..", a NUL is in it, or it is longer than <see cref="MaxLength"/>.</exception>
    public static RootPath Of(ReadOnlySpan<byte> path) =>
        TryParse(path, out RootPath result) ? result : throw new ArgumentException($"no path inside an image: {Encoding.UTF8.GetString(path)}", nameof(path));

    /// <inheritdoc cref="Of(ReadOnlySpan{byte})"/>
    public static RootPath Of(string path) => Of(Encoding.UTF8.GetBytes(path));

    /// <summary>As <see cref="Of(ReadOnlySpan{byte})"/>, but false for what would throw.</summary>
    public static bool TryParse(ReadOnlySpan<byte> path, out RootPath result)
    {
        result = Root;
        if (path.Length > MaxLength + 2 || path.Contains((byte)0)) return false;
        var kept = new byte[path.Length];
        int length = 0;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> component = path[range];
            if (component is [] or [(byte)'.']) continue;
            if (component is [(byte)'.', (byte)'.']) return false;
            if (length > 0) kept[length++] = (byte)'/';
            component.CopyTo(kept.AsSpan(length));
            length += component.Length;
        }

        if (length > MaxLength) return false;
        result = new(length == kept.Length ? kept : kept[..length]);
        return true;
    }

    /// <summary>The path of an entry of this folder.</summary>
    public RootPath Append(ReadOnlySpan<byte> relative) => Of([.. Bytes, (byte)'/', .. relative]);

    /// <inheritdoc cref="Append(ReadOnlySpan{byte})"/>
    public RootPath Append(string relative) => Append(Encoding.UTF8.GetBytes(relative));

    /// <summary>True for the folder itself and everything below it.</summary>
    public bool IsWithin(RootPath folder) =>
        folder.IsRoot || (Bytes.StartsWith(folder.Bytes) && (Bytes.Length == folder.Bytes.Length || Bytes[folder.Bytes.Length] == '/'));

    /// <summary>True if one of the folders is this path or a folder above it.</summary>
    public bool IsAtOrBelowAny(IReadOnlySet<RootPath> folders)
    {
        if (folders.Count == 0) return false;
        for (RootPath path = this; !path.IsRoot; path = path.Parent)
        {
            if (folders.Contains(path)) return true;
        }

        return false;
    }

    public bool Equals(RootPath other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is RootPath other && Equals(other);

    public int CompareTo(RootPath other) => Bytes.SequenceCompareTo(other.Bytes);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>With a leading slash, for people; bytes that are no UTF-8 and control characters show as \x1B.</summary>
    public override string ToString() => "/" + Printable.Escape(Bytes);
}

using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Tree;

/// <summary>A symbolic link's text: bytes, kept as they are. May be absolute, relative, and lead nowhere.</summary>
public readonly struct LinkTarget : IEquatable<LinkTarget>
{
    private readonly byte[]? _bytes;

    private LinkTarget(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static bool operator ==(LinkTarget left, LinkTarget right) => left.Equals(right);

    public static bool operator !=(LinkTarget left, LinkTarget right) => !left.Equals(right);

    public static LinkTarget Of(ReadOnlySpan<byte> text) => new(text.ToArray());

    public static LinkTarget Of(string text) => new(Encoding.UTF8.GetBytes(text));

    public bool Equals(LinkTarget other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is LinkTarget other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Printable.Escape(Bytes);
}

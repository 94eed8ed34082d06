using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Lock;

/// <summary>
/// A lock with the text that it stands in, and the signature over that: what was signed are bytes, which another version of this program may write otherwise. Neither can be changed without the other.
/// </summary>
public sealed class LockDocument
{
    private LockDocument(LockFile locked, ReadOnlyMemory<byte> text, ReadOnlyMemory<byte>? signature) => (Lock, Text, Signature) = (locked, text, signature);

    /// <summary>What the text says.</summary>
    public LockFile Lock { get; }

    /// <summary>UTF-8, byte for byte what its file holds: comments and ends of lines are signed and digested too.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Over the text, as the recipe wants it: checked by whoever read both; DER. Null: the recipe wants none, or whoever read the text did not ask for one.</summary>
    public ReadOnlyMemory<byte>? Signature { get; }

    /// <summary>Of the text.</summary>
    public Digest Digest => Digest.Sha256Of(Text.Span);

    /// <summary>One that was only just made: as this version of the program writes it, signed by nobody.</summary>
    public static LockDocument Of(LockFile locked) => new(locked, Encoding.UTF8.GetBytes(LockText.Write(locked)), null);

    /// <param name="text">As it lies there.</param>
    /// <param name="path">Its file, for locations.</param>
    /// <param name="signature">Checked; null: none, or nobody asks.</param>
    /// <exception cref="ComposerException">It is no lock.</exception>
    public static LockDocument Parse(ReadOnlyMemory<byte> text, string path, ReadOnlyMemory<byte>? signature = null) => new(LockReader.Parse(text.Span, path), text, signature);
}

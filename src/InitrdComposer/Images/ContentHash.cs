using System.Security.Cryptography;
using InitrdComposer.Formats;

namespace InitrdComposer.Images;

/// <summary>Hashes contents as they pass, with one buffer for all of them.</summary>
internal sealed class ContentHash : IDisposable
{
    private static readonly Digest Empty = Digest.Sha256Of([]);

    private readonly IncrementalHash _hash = DigestAlgorithm.Sha256.CreateHash();
    private readonly MemoryStream _kept = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(1 << 17);

    /// <summary>A content whose bytes nobody wants to know of: its digest is that of nothing.</summary>
    public static ImageContent Unread(MemberContent content) => new(content.Length, Empty, content.Part, content.Offset);

    /// <exception cref="MalformedDataException">The bytes are damaged.</exception>
    public ImageContent Of(MemberContent content)
    {
        if (content.Length == 0) return Unread(content);
        using Stream bytes = content.Open();
        for (int read; (read = bytes.Read(_buffer)) > 0;) _hash.AppendData(_buffer, 0, read);
        return new(content.Length, Digest.Finish(DigestAlgorithm.Sha256, _hash), content.Part, content.Offset) { StoredLength = content.Stored?.Invoke() };
    }

    /// <summary>The bytes too, valid until the next call; of a content that is longer than the limit none.</summary>
    /// <exception cref="MalformedDataException">The bytes are damaged.</exception>
    public (ReadOnlyMemory<byte> Bytes, Digest Digest) Read(MemberContent content, int limit)
    {
        _kept.SetLength(0);
        bool isKept = content.Length <= limit;
        using Stream bytes = content.Open();
        for (int read; (read = bytes.Read(_buffer)) > 0;)
        {
            // The length is a claim: what is not there is not allocated.
            _hash.AppendData(_buffer, 0, read);
            if (isKept) _kept.Write(_buffer, 0, read);
        }

        return (_kept.GetBuffer().AsMemory(0, (int)_kept.Length), Digest.Finish(DigestAlgorithm.Sha256, _hash));
    }

    public void Dispose()
    {
        _hash.Dispose();
        _kept.Dispose();
    }
}

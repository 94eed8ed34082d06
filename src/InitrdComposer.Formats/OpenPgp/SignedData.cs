using System.Security.Cryptography;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>What a signature is over, as it is hashed (RFC 9580, 5.2.4).</summary>
public sealed class SignedData
{
    private const int BufferSize = 1 << 16;

    private readonly Action<IncrementalHash, Signature> _append;

    private SignedData(Action<IncrementalHash, Signature> append) => _append = append;

    /// <param name="data">From where it stands to its end; read when it is hashed.</param>
    public static SignedData Bytes(Stream data) => new((hash, _) =>
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = data.Read(buffer)) > 0) hash.AppendData(buffer.AsSpan(0, read));
    });

    /// <summary>A primary key alone: direct-key signatures, and what revokes it.</summary>
    public static SignedData Key(PublicKeyPacket primary) => new((hash, _) => primary.AppendTo(hash));

    /// <summary>A primary key and a user id of it: certifications, and what revokes them.</summary>
    public static SignedData Certification(PublicKeyPacket primary, UserId id) => new((hash, signature) =>
    {
        primary.AppendTo(hash);
        int length = id.Bytes.Length;
        if (signature.Version != 3) hash.AppendData([0xB4, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        hash.AppendData(id.Bytes.Span);
    });

    /// <summary>A primary key and a subkey of it: bindings, whoever of both makes them, and what revokes them.</summary>
    public static SignedData Binding(PublicKeyPacket primary, PublicKeyPacket subkey) => new((hash, _) =>
    {
        primary.AppendTo(hash);
        subkey.AppendTo(hash);
    });

    internal void AppendTo(IncrementalHash hash, Signature signature) => _append(hash, signature);
}

using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Kmod;

/// <summary>
/// The signature behind a signed module: PKCS#7, struct module_signature, a magic (include/linux/module_signature.h and kernel/module_signature.c of
/// Linux 6.12). Whether it is a good one is for the kernel to say, which has the keys.
/// </summary>
internal static class ModuleSignature
{
    private const string Format = "module signature";

    /// <summary>sizeof(struct module_signature): algo, hash, id_type, signer_len, key_id_len, three of padding, sig_len in network byte order.</summary>
    private const int InfoSize = 12;

    private const int LengthOffset = 8;
    private const int IdTypeOffset = 2;
    private const byte Pkcs7 = 2;

    private static ReadOnlySpan<byte> Magic => "~Module signature appended~\n"u8;

    /// <summary>The module as the linker made it: all in front of the signature, or all there is.</summary>
    /// <exception cref="MalformedDataException">The signature is longer than the file, or has fields that the kernel wants to be zero.</exception>
    public static PositionalSource Strip(PositionalSource source)
    {
        if (source.Length < Magic.Length) return source;
        long end = source.Length - Magic.Length;
        Span<byte> magic = stackalloc byte[Magic.Length];
        source.ReadExactlyAt(end, magic);
        if (!magic.SequenceEqual(Magic)) return source;

        if (end < InfoSize) throw Malformed(0, "struct module_signature", $"{end} bytes", $"{InfoSize} bytes before the magic");
        long start = end - InfoSize;
        Span<byte> info = stackalloc byte[InfoSize];
        source.ReadExactlyAt(start, info);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(info[LengthOffset..]);
        if (length is 0 || length > start) throw Malformed(start + LengthOffset, "sig_len", $"{length}", $"1 to {start}, the bytes in front of it");
        if (info[IdTypeOffset] == Pkcs7) RequireZeros(info, start);
        return source.Slice(0, start - length);
    }

    /// <summary>Of a PKCS#7 signature everything but its type and length is zero: the rest is from times when the kernel had a format of its own.</summary>
    private static void RequireZeros(ReadOnlySpan<byte> info, long start)
    {
        for (int i = 0; i < LengthOffset; i++)
        {
            if (i != IdTypeOffset && info[i] != 0) throw Malformed(start + i, "struct module_signature", $"0x{info[i]:X2}", "0 beside PKCS#7");
        }
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) => new(Format, offset, field, got, expected);
}

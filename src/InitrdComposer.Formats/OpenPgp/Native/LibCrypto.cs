using System.Runtime.InteropServices;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Formats.OpenPgp.Native;

/// <summary>EdDSA of OpenSSL's libcrypto (EVP_PKEY(3), EVP_DigestVerify(3)), which .NET 10 does not offer.</summary>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    /// <summary>EVP_PKEY_ED25519 and EVP_PKEY_ED448 (openssl/obj_mac.h).</summary>
    private const int Ed25519 = 1087;
    private const int Ed448 = 1088;

    /// <summary>Pure Ed25519 (RFC 8032, 5.1.7).</summary>
    /// <exception cref="MissingLibraryException">libcrypto cannot be loaded.</exception>
    public static bool VerifyEd25519(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message) =>
        Verify(Ed25519, publicKey, signature, message);

    /// <summary>Pure Ed448 (RFC 8032, 5.2.7).</summary>
    /// <exception cref="MissingLibraryException">libcrypto cannot be loaded.</exception>
    public static bool VerifyEd448(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message) =>
        Verify(Ed448, publicKey, signature, message);

    /// <returns>False also for a key that is no point of the curve.</returns>
    private static bool Verify(int type, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message)
    {
        nint key = 0;
        nint context = 0;
        try
        {
            fixed (byte* keyBytes = publicKey)
            fixed (byte* signatureBytes = signature)
            fixed (byte* messageBytes = message)
            {
                key = EVP_PKEY_new_raw_public_key(type, 0, keyBytes, (nuint)publicKey.Length);
                context = EVP_MD_CTX_new();
                return key != 0 && context != 0 && EVP_DigestVerifyInit(context, null, 0, 0, key) == 1
                    && EVP_DigestVerify(context, signatureBytes, (nuint)signature.Length, messageBytes, (nuint)message.Length) == 1;
            }
        }
        catch (DllNotFoundException e)
        {
            throw new MissingLibraryException(Library, "libssl3", "openssl-libs", e);
        }
        finally
        {
            if (context != 0) EVP_MD_CTX_free(context);
            if (key != 0) EVP_PKEY_free(key);
        }
    }

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    private static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerifyInit(nint context, nint* keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerify(nint context, byte* signature, nuint signatureLength, byte* message, nuint messageLength);
}

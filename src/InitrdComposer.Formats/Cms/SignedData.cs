using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace InitrdComposer.Formats.Cms;

/// <summary>SignedData as Authenticode has it: PKCS#7 version 1, whose content is no OCTET STRING but a value of its own (RFC 2315, 9.1).</summary>
/// <param name="ContentType">An object identifier.</param>
/// <param name="Content">The content's value with its tag; empty: it is elsewhere.</param>
/// <param name="ContentOffset">Where that is in the file.</param>
/// <param name="Certificates">X.509, each with its tag.</param>
/// <param name="Signers">At least one.</param>
public sealed record SignedData(
    string ContentType, ReadOnlyMemory<byte> Content, long ContentOffset, ImmutableArray<ReadOnlyMemory<byte>> Certificates, ImmutableArray<SignerInfo> Signers);

/// <summary>Who signed, and how.</summary>
/// <param name="Issuer">Of the signer's certificate.</param>
/// <param name="SerialNumber">Of the signer's certificate: an INTEGER's contents, big endian.</param>
/// <param name="DigestAlgorithm">An object identifier.</param>
/// <param name="SignedAttributes">What is signed: a SET with its tag, as RFC 5652, 5.4 has it digested; empty: the content itself is signed.</param>
/// <param name="SignedContentType">The attribute contentType; null: there is none.</param>
/// <param name="MessageDigest">The attribute messageDigest; empty: there is none.</param>
/// <param name="Signature">RSASSA-PKCS1-v1_5, or an ECDSA-Sig-Value.</param>
public sealed record SignerInfo(
    X500DistinguishedName Issuer,
    ReadOnlyMemory<byte> SerialNumber,
    string DigestAlgorithm,
    ReadOnlyMemory<byte> SignedAttributes,
    string? SignedContentType,
    ReadOnlyMemory<byte> MessageDigest,
    ReadOnlyMemory<byte> Signature);

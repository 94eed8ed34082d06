using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Signing;

namespace InitrdComposer.Attestation;

/// <summary>A bundle of envelopes that lies beside a provenance: what they hold, and who has signed that.</summary>
public sealed class SignedStatement
{
    private readonly ImmutableArray<DsseEnvelope> _envelopes;

    private SignedStatement(ImmutableArray<DsseEnvelope> envelopes) => _envelopes = envelopes;

    /// <summary>What the signatures say whose they are; nobody has signed that.</summary>
    public IEnumerable<string> KeyIds => _envelopes.SelectMany(envelope => envelope.Signatures).Select(signature => signature.KeyId);

    /// <param name="disk">Where it is.</param>
    /// <param name="path">The bundle.</param>
    /// <exception cref="ComposerException">It cannot be read, or is no bundle (ATT01).</exception>
    public static SignedStatement Read(Disk disk, string path)
    {
        byte[] bundle = FileSource.ReadAllBytes(disk, path, DsseReader.MaxLength);
        try
        {
            return new(DsseReader.ReadBundle(bundle));
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(AttestationDocument.Malformed, path, cause);
        }
    }

    /// <summary>Whether each envelope holds just that statement.</summary>
    public bool Holds(byte[] statement) => _envelopes.All(envelope => envelope.PayloadType == Provenance.PayloadType && envelope.Payload.Span.SequenceEqual(statement));

    /// <summary>Whether one of the signatures is a key's, over what its envelope holds.</summary>
    public bool IsSignedBy(PublicKey key) => _envelopes.Any(envelope =>
        envelope.Signatures.Any(signature => key.HasSigned(DsseEnvelope.SignedBytes(envelope.PayloadType, envelope.Payload.Span), signature.Bytes.Span)));
}

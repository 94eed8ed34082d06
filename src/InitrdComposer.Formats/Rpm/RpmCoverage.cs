namespace InitrdComposer.Formats.Rpm;

/// <summary>What of a package a signature or digest is over (rpm, docs/manual/signatures_digests.md).</summary>
public enum RpmCoverage
{
    /// <summary>The header as it is in the file, and through the payload's digest in it the payload.</summary>
    Header,

    /// <summary>Everything behind the signature header: how packages were signed before rpm 4.</summary>
    HeaderAndPayload,

    /// <summary>The payload as it is in the file.</summary>
    Payload,

    /// <summary>The payload, decompressed.</summary>
    UncompressedPayload,
}

using InitrdComposer.Lock;

namespace InitrdComposer.Fetch;

/// <summary>The packages of a lock, here and verified. Thread-safe.</summary>
public interface IPackageStore
{
    /// <summary>Opens a package; its bytes were hashed against the lock before anything of them is believed.</summary>
    /// <exception cref="Diagnostics.ComposerException">The digest differs, or the package is malformed.</exception>
    IPackage Open(LockedPackage package);
}

/// <summary>An opened package.</summary>
public interface IPackage : IDisposable
{
    PackageHeader Header { get; }

    /// <summary>
    /// Decompresses the payload once and hands out the regular files in payload order: the index into <see cref="PackageHeader.Files"/> and its bytes,
    /// valid during the call. Of a hard link group one index carries the bytes. What is not read is skipped.
    /// </summary>
    /// <exception cref="Diagnostics.ComposerException">The payload is malformed or does not agree with the header.</exception>
    void ReadPayload(Action<int, Stream> onFile);
}

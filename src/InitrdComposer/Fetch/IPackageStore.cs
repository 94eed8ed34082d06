using InitrdComposer.Formats.Rpm;
using InitrdComposer.Lock;
using InitrdComposer.Packages;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>The packages of a lock, here and verified. Thread-safe.</summary>
public interface IPackageStore
{
    /// <summary>Opens a package; its bytes were hashed against the lock before anything of them is believed. It stays open as long as the store is.</summary>
    /// <exception cref="Diagnostics.ComposerException">The digest differs, or the package is malformed.</exception>
    IPackage Open(LockedPackage package);

    /// <summary>Which of some files of a package are not as it promises; asked only of packages that <see cref="IPackage.MayDiffer"/>.</summary>
    IEnumerable<ChangedFile> FindChanged(LockedPackage package, IEnumerable<FileContent.Packaged> files) => [];
}

/// <summary>A file of an installed package that is not as the package had it.</summary>
/// <param name="Problem">"missing", "changed", or why it cannot be read.</param>
/// <param name="IsConfiguration">The package expects that administrators change it.</param>
public sealed record ChangedFile(RootPath Path, Nevra Package, string Problem, bool IsConfiguration);

/// <summary>An opened package; its store owns it.</summary>
public interface IPackage
{
    PackageHeader Header { get; }

    /// <summary>The same as rpm's format has it, with what only resolving asks for.</summary>
    RpmDescription Description { get; }

    /// <summary>Who signed it, as its repository's policy asked for; null: nobody was asked to.</summary>
    PackageSigner? SignedBy => null;

    /// <summary>
    /// Its files are those of a machine, on which they may have been changed or removed since: one that is not as the header promises is passed over.
    /// </summary>
    bool MayDiffer => false;

    /// <summary>
    /// Decompresses the payload once and hands out the regular files in payload order: the index into <see cref="PackageHeader.Files"/> and its bytes,
    /// valid during the call. Of a hard link group one index carries the bytes. What is not read is skipped.
    /// </summary>
    /// <exception cref="Diagnostics.ComposerException">The payload is malformed or does not agree with the header.</exception>
    void ReadPayload(Action<int, Stream> onFile);
}

using InitrdComposer.Formats.Rpm;
using InitrdComposer.Repository.Signatures;

namespace InitrdComposer.Fetch;

/// <summary>A package whose header an earlier run has read from the verified file: the file is opened and hashed when its payload is asked for.</summary>
internal sealed class RememberedPackage(PackageHeader header, RpmDescription description, PackageSigner? signedBy, Func<RpmPackage> open) : IPackage, IDisposable
{
    private readonly Lazy<RpmPackage> _file = new(open);

    public PackageHeader Header => header;

    public RpmDescription Description => description;

    public PackageSigner? SignedBy => signedBy;

    /// <inheritdoc/>
    /// <exception cref="Diagnostics.ComposerException">The file is not the locked one, or malformed.</exception>
    public void ReadPayload(Action<int, Stream> onFile) => _file.Value.ReadPayload(onFile);

    public void Dispose()
    {
        if (_file.IsValueCreated) _file.Value.Dispose();
    }
}

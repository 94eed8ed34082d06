using InitrdComposer.Diagnostics;

namespace InitrdComposer.Transport;

/// <summary>What one place gave for a file that nobody knows the digest of, before it is taken for it.</summary>
/// <param name="mirror">The place.</param>
/// <param name="open">The bytes.</param>
/// <param name="find">See <see cref="FindBesideAsync"/>.</param>
public sealed class ServedContent(ResourceUrl mirror, Func<Stream> open, Func<string, Expected, Task<byte[]?>> find)
{
    public ResourceUrl Mirror => mirror;

    /// <returns>From the beginning; the caller's to dispose.</returns>
    public Stream Open() => open();

    /// <summary>Another file of the same place: what belongs together comes from one.</summary>
    /// <returns>Null: it has none.</returns>
    /// <exception cref="UnfitContentException">It is more than expected.</exception>
    public Task<byte[]?> FindBesideAsync(string location, Expected expected) => find(location, expected);
}

/// <summary>Bytes arrived whole, but they cannot be what was asked for.</summary>
/// <param name="reason">Why; what is told if no other place does better.</param>
/// <param name="mayPass">A proxy's old copy, or a mirror in the middle of an update: it is worth asking the same place again.</param>
public sealed class UnfitContentException(ComposerException reason, bool mayPass) : Exception(reason.Message, reason)
{
    public ComposerException Reason { get; } = reason;

    public bool MayPass { get; } = mayPass;
}

using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Packages;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>A repository's description of its packages, here and verified, before it enters the pool.</summary>
/// <param name="name">For messages: where the description comes from.</param>
internal abstract class RepositorySnapshot(RepositorySource source, string name) : IDisposable
{
    public RepositorySource Source => source;

    public string Name => name;

    public abstract LoadedContent Content { get; }

    /// <summary>Names what <see cref="Read"/> gives: equal keys, equal packages.</summary>
    public abstract string ContentKey { get; }

    /// <returns>How many packages there are, and how many were announced, if so.</returns>
    /// <exception cref="Diagnostics.ComposerException">Malformed, or not what was promised.</exception>
    public abstract (int Packages, long? Declared) Read(IPrimarySink sink);

    public abstract void Dispose();
}

/// <param name="index">repomd.xml.</param>
/// <param name="data">Which part is read.</param>
/// <param name="file">That part.</param>
/// <param name="disk">Takes a copy of a database.</param>
/// <param name="temporary">Where on it.</param>
internal sealed class MetadataSnapshot(RepositoryIndex index, RepomdData data, VerifiedFile file, Disk disk, string temporary)
    : RepositorySnapshot(index.Source, index.Mirrors.Append(data.Location).ToString())
{
    public override LoadedContent Content => new LoadedContent.Metadata(index.Mirrors, index.Digest, index.Repomd);

    /// <summary>All that is verified, so that a repomd.xml that says otherwise of the same file does not profit.</summary>
    public override string ContentKey => $"{data.Type} {file.Digest} {data.OpenChecksum} {data.OpenSize}";

    public override (int Packages, long? Declared) Read(IPrimarySink sink)
    {
        var reader = new MetadataReader(file, data, Name);
        return data.Type == "primary"
            ? reader.Read(stream => PrimaryXmlReader.Read(stream, sink))
            : reader.ReadAsFile(disk, temporary, (path, source) => (PrimarySqliteReader.Read(path, source, sink), (long?)null));
    }

    public override void Dispose() => file.Dispose();
}

/// <param name="packages">By their own headers.</param>
internal sealed class HeaderSnapshot(RepositorySource source, string name, ImmutableArray<DescribedPackage> packages) : RepositorySnapshot(source, name)
{
    public override LoadedContent Content => new LoadedContent.Headers(packages);

    public override string ContentKey => string.Concat(packages.Select(package => $"{package.Digest} {package.Size} {package.Location}\n"));

    public override (int Packages, long? Declared) Read(IPrimarySink sink)
    {
        for (int i = 0; i < packages.Length; i++)
        {
            DescribedPackage package = packages[i];
            try
            {
                HeaderMetadata.Write(i, package.Description, package.Location, package.Digest, package.Size, sink);
            }
            catch (MalformedDataException malformed)
            {
                throw RpmDiagnostics.Malformed($"{Name}/{package.Location}", malformed);
            }
        }

        return (packages.Length, null);
    }

    public override void Dispose()
    {
    }
}

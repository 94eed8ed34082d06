using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;

namespace InitrdComposer.Repository;

/// <summary>Looks for a few paths among all files of a repository; remembers nothing else.</summary>
/// <param name="pool">Its string table takes in the paths that are found.</param>
/// <param name="repository">Whose filelists are read.</param>
/// <param name="wanted">The paths.</param>
/// <param name="file">The metadata's URL, for errors.</param>
/// <param name="found">Gets packages and paths, in the metadata's order.</param>
internal sealed class FilelistsSearch(
    Pool pool, LoadedRepository repository, StringTable wanted, string file, List<(PackageId Package, StringId Path)> found) : IFilelistsSink
{
    private readonly byte[] _pkgid = new byte[128];
    private int _length;
    private IDataPlace? _place;
    private ILookup<string, PackageId>? _byChecksum;

    public void Package(ReadOnlySpan<byte> pkgid, IDataPlace place)
    {
        if (pkgid.Length > _pkgid.Length) throw Unknown(pkgid, place);
        pkgid.CopyTo(_pkgid);
        (_length, _place) = (pkgid.Length, place);
    }

    public void File(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || wanted.Find(path) is null) return;
        StringId id = pool.Strings.Intern(path);
        _byChecksum ??= Enumerable.Range(repository.FirstPackage, repository.PackageCount)
            .Select(index => new PackageId(index)).ToLookup(package => pool.ChecksumOf(package).Hex);
        ReadOnlySpan<byte> pkgid = _pkgid.AsSpan(0, _length);
        PackageId[] owners = [.. _byChecksum[Encoding.Latin1.GetString(pkgid).ToLowerInvariant()]];
        if (owners.Length == 0) throw Unknown(pkgid, _place!);
        found.AddRange(owners.Select(owner => (owner, id)));
    }

    private ComposerException Unknown(ReadOnlySpan<byte> pkgid, IDataPlace place) => ComposerException.Malformed(
        RepositoryDiagnostics.UnknownPkgid, file, place.Malformed("package/@pkgid", Printable.Escape(pkgid), "the checksum of a package of this repository"));
}

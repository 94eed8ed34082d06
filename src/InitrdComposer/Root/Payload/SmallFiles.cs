using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.Payload;

/// <summary>
/// Contents whose small files are remembered from build to build: units, sysusers lines and the like are read without unpacking their packages again.
/// Thread-safe.
/// </summary>
public sealed class SmallFiles : IContents
{
    /// <summary>Of a file that is worth remembering, in bytes.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>Part of the key: another layout gets another one.</summary>
    private const string Layout = "small files 1 of ";

    private readonly IContents _inner;
    private readonly IKeyedStore? _store;
    private readonly ConcurrentDictionary<Digest, ImmutableDictionary<Digest, ReadOnlyMemory<byte>>> _known = new();
    private readonly ConcurrentDictionary<Digest, bool> _changed = new();

    /// <param name="inner">Has all files.</param>
    /// <param name="packages">The lock's.</param>
    /// <param name="store">Null: nothing is remembered.</param>
    public SmallFiles(IContents inner, IReadOnlyList<LockedPackage> packages, IKeyedStore? store)
    {
        _inner = inner;
        _store = store;
        var unknown = new List<LockedPackage>();
        foreach (LockedPackage package in packages.DistinctBy(package => package.Digest))
        {
            if (store?.Find(KeyOf(package.Digest)) is byte[] files) _known[package.Digest] = Decode(files);
            else unknown.Add(package);
        }

        Unknown = [.. unknown];
    }

    /// <summary>The packages that no build has read before.</summary>
    public ImmutableArray<LockedPackage> Unknown { get; }

    /// <inheritdoc/>
    public PositionalSource Open(FileContent content)
    {
        if (content is not FileContent.Packaged { Length: > 0 and <= MaxLength, Digest.Algorithm: DigestAlgorithm.Sha256 } packaged) return _inner.Open(content);
        if (_known.TryGetValue(packaged.Package, out var files) && files.TryGetValue(content.Digest, out ReadOnlyMemory<byte> known)) return PositionalSource.OfBytes(known);
        var bytes = new byte[content.Length];
        _inner.Open(content).ReadExactlyAt(0, bytes);
        Add(packaged.Package, content.Digest, bytes);
        return PositionalSource.OfBytes(bytes);
    }

    /// <summary>Keeps what was read since; a package of which nothing was read is known from now on as well.</summary>
    public void Remember()
    {
        foreach (LockedPackage package in Unknown) _changed.TryAdd(package.Digest, true);
        foreach (Digest package in _changed.Keys)
        {
            _store?.Store(KeyOf(package), Encode(_known.GetValueOrDefault(package, ImmutableDictionary<Digest, ReadOnlyMemory<byte>>.Empty)));
        }
    }

    private void Add(Digest package, Digest file, byte[] bytes)
    {
        _known.AddOrUpdate(
            package, _ => ImmutableDictionary<Digest, ReadOnlyMemory<byte>>.Empty.Add(file, bytes), (_, files) => files.SetItem(file, bytes));
        _changed[package] = true;
    }

    private static Digest KeyOf(Digest package) => Digest.Sha256Of(Encoding.ASCII.GetBytes($"{Layout}{package}"));

    private static byte[] Encode(ImmutableDictionary<Digest, ReadOnlyMemory<byte>> files)
    {
        using var encoded = new MemoryStream();
        using var writer = new BinaryWriter(encoded);
        foreach (ReadOnlyMemory<byte> file in files.OrderBy(file => file.Key.Hex, StringComparer.Ordinal).Select(file => file.Value))
        {
            writer.Write7BitEncodedInt(file.Length);
            writer.Write(file.Span);
        }

        writer.Flush();
        return encoded.ToArray();
    }

    /// <summary>Files are found by the digest of what is there, so whatever a damaged store returns, no file is taken for another.</summary>
    private static ImmutableDictionary<Digest, ReadOnlyMemory<byte>> Decode(byte[] encoded)
    {
        using var reader = new BinaryReader(new MemoryStream(encoded));
        var files = ImmutableDictionary.CreateBuilder<Digest, ReadOnlyMemory<byte>>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            byte[] file = reader.ReadBytes(reader.Read7BitEncodedInt());
            files[Digest.Sha256Of(file)] = file;
        }

        return files.ToImmutable();
    }
}

using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>
/// The digests that bills of materials want of files: SHA-256, and SHA-1, which SPDX 2.3 asks for (8.4, "File checksum field"). A package promises one of them at most, so files are read
/// for the other, and the result is kept from build to build.
/// </summary>
internal static class FileDigests
{
    /// <summary>Part of the key: another layout gets another one.</summary>
    private const string Layout = "file digests 1 of ";

    /// <param name="files">Of any number of images.</param>
    /// <param name="contents">Has them.</param>
    /// <param name="store">Keeps results of packages; null: nothing is kept.</param>
    /// <returns>By the digest that is promised of a file.</returns>
    public static FrozenDictionary<Digest, FileDigest> Of(IEnumerable<FileContent> files, IContents contents, IKeyedStore? store)
    {
        var found = new Dictionary<Digest, FileDigest>();
        foreach (IGrouping<Digest?, FileContent> package in files.DistinctBy(file => file.Digest).GroupBy(PackageOf))
        {
            Dictionary<Digest, FileDigest> known = package.Key is Digest key && store?.Find(KeyOf(key)) is byte[] stored ? Decode(stored) : [];
            FileContent[] missing = [.. package.Where(file => !known.ContainsKey(file.Digest))];
            var read = new FileDigest[missing.Length];
            ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, missing.Length)], i => read[i] = Read(missing[i], contents));
            for (int i = 0; i < missing.Length; i++) known[missing[i].Digest] = read[i];
            if (missing.Length > 0 && package.Key is Digest changed) store?.Store(KeyOf(changed), Encode(known));
            foreach (FileContent file in package) found[file.Digest] = known[file.Digest];
        }

        return found.ToFrozenDictionary();
    }

    private static FileDigest Read(FileContent file, IContents contents)
    {
        bool isPromised = file.Digest.Algorithm == DigestAlgorithm.Sha256;
        using IncrementalHash sha1 = DigestAlgorithm.Sha1.CreateHash();
        using IncrementalHash? sha256 = isPromised ? null : DigestAlgorithm.Sha256.CreateHash();
        using Stream bytes = contents.Open(file).OpenStream();
        var buffer = new byte[1 << 16];
        while (bytes.Read(buffer) is int count and > 0)
        {
            sha1.AppendData(buffer, 0, count);
            sha256?.AppendData(buffer, 0, count);
        }

        return new(sha256 is null ? file.Digest : Digest.Finish(DigestAlgorithm.Sha256, sha256), Digest.Finish(DigestAlgorithm.Sha1, sha1));
    }

    /// <summary>The package that a file is unpacked from; null: it costs nothing to read it again.</summary>
    private static Digest? PackageOf(FileContent file) => file switch
    {
        FileContent.Packaged packaged => packaged.Package,
        FileContent.Decompressed decompressed => PackageOf(decompressed.Packed),
        _ => null,
    };

    private static Digest KeyOf(Digest package) => Digest.Sha256Of(Encoding.ASCII.GetBytes($"{Layout}{package}"));

    private static byte[] Encode(Dictionary<Digest, FileDigest> files) => Encoding.ASCII.GetBytes(string.Concat(
        files.OrderBy(file => file.Key.Hex, StringComparer.Ordinal).Select(file => $"{file.Key} {file.Value.Sha256} {file.Value.Sha1}\n")));

    private static Dictionary<Digest, FileDigest> Decode(byte[] stored)
    {
        var files = new Dictionary<Digest, FileDigest>();
        foreach (string line in Encoding.ASCII.GetString(stored).Split('\n'))
        {
            if (line.Split(' ') is [var promised, var sha256, var sha1]
                && Digest.TryParse(promised, out Digest key) && Digest.TryParse(sha256, out Digest first) && Digest.TryParse(sha1, out Digest second))
            {
                files[key] = new(first, second);
            }
        }

        return files;
    }
}

/// <summary>Two digests of the same bytes.</summary>
internal readonly record struct FileDigest(Digest Sha256, Digest Sha1);

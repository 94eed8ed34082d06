using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;

namespace InitrdComposer.Floor;

/// <summary>
/// Finds where the bodies that a finished build holds lie in its packages: files of its first image, in the order of their paths, each content once.
/// What the build made itself (passwd, module indexes, ...) is left out.
/// </summary>
internal static class PlanMaker
{
    /// <param name="isFirstOfKernel">All modules of the packages are read, for the index.</param>
    public static Plan Make(string manifestPath, string repository, bool isFirstOfKernel)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(manifestPath));
        JsonElement[] files =
        [
            .. manifest.RootElement.GetProperty("images")[0].GetProperty("files").EnumerateArray().Where(file =>
                file.GetProperty("type").GetString() == "file" && file.GetProperty("size").GetInt64() > 0 && file.TryGetProperty("package", out _)),
        ];
        var targets = new Dictionary<(string Package, string Sha256), long>();
        long end = 0;
        foreach (JsonElement file in files)
        {
            if (targets.TryAdd((Text(file, "package"), Text(file, "sha256")), end)) end += file.GetProperty("size").GetInt64();
        }

        var found = new List<PlannedPackage>();
        foreach (IGrouping<string, JsonElement> package in files.GroupBy(file => Text(file, "package")))
        {
            var wanted = package.Select(file => Text(file, "sha256")).ToHashSet();
            var unpacked = package.Select(file => Text(file, "path")).ToHashSet();
            found.Add(PackageOf(FileOf(package.Key, repository), digest => wanted.Remove(digest) ? targets[(package.Key, digest)] : null, unpacked, isFirstOfKernel));
            if (wanted.Count > 0) throw new InvalidDataException($"{package.Key} lacks {wanted.Count} of the bodies that the manifest has from it");
        }

        return new([.. found.OrderByDescending(package => package.UnpackedLength)]);
    }

    private static PlannedPackage PackageOf(string path, Func<string, long?> targetOf, HashSet<string> paths, bool isFirstOfKernel)
    {
        using FileStream file = File.OpenRead(path);
        RpmPackageReader package = RpmPackageReader.Read(file);
        if (package.PayloadCompressor != "zstd") throw new InvalidDataException($"{path}: the payload is {package.PayloadCompressor}, expected zstd");
        using var payload = new MemoryStream();
        using (Stream unpacked = package.OpenPayload(file)) unpacked.CopyTo(payload);
        byte[] bytes = payload.ToArray();
        payload.Position = 0;
        var reader = new NewcReader(payload);
        var bodies = new List<KeptBody>();
        var modules = new List<IndexedModule>();
        while (reader.TryReadNext(out NewcEntry entry))
        {
            if (entry.Header.Type != InodeMode.Regular || entry.Header.FileSize == 0) continue;
            int offset = (int)Formats.IO.Alignment.Up(entry.Offset + NewcHeader.Size + entry.Header.NameSize, 4);
            ReadOnlySpan<byte> body = bytes.AsSpan(offset, (int)entry.Header.FileSize);
            if (BodyOf(entry.Name.Span, body, offset, targetOf, paths) is KeptBody kept) bodies.Add(kept);
            if (isFirstOfKernel && entry.Name.Span.EndsWith(".ko.xz"u8)) modules.Add(new(offset, body.Length, (int)Unpack(body).Length));
        }

        return new(path, package.PayloadOffset, bytes.Length, bodies, modules);
    }

    private static KeptBody? BodyOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body, int offset, Func<string, long?> targetOf, HashSet<string> paths)
    {
        string sha256 = Digest.Sha256Of(body).Hex!;
        if (targetOf(sha256) is long target) return new(offset, body.Length, sha256, target, body.Length);
        string path = "/" + Encoding.UTF8.GetString(name).TrimStart('.').TrimStart('/');
        if (!path.EndsWith(".ko.xz", StringComparison.Ordinal) || !paths.Contains(path[..^3])) return null;
        using MemoryStream module = Unpack(body);
        return targetOf(Digest.Sha256Of(module.ToArray()).Hex!) is long unpackedTarget
            ? new(offset, body.Length, sha256, unpackedTarget, (int)module.Length)
            : null;
    }

    private static MemoryStream Unpack(ReadOnlySpan<byte> body)
    {
        var module = new MemoryStream();
        using Stream unpacked = Decompressor.Open(new MemoryStream(body.ToArray()), CompressionFormat.Xz);
        unpacked.CopyTo(module);
        return module;
    }

    /// <summary>A file's name has no epoch.</summary>
    private static string FileOf(string nevra, string repository)
    {
        int colon = nevra.IndexOf(':');
        string name = colon < 0 ? nevra : string.Concat(nevra.AsSpan(0, nevra.LastIndexOf('-', colon) + 1), nevra.AsSpan(colon + 1));
        return Path.Combine(repository, name + ".rpm");
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Fetch;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Lock;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Root;

/// <summary>A package in memory: a header made of short calls, and a payload that belongs to it.</summary>
internal sealed class FakePackage(string name, string arch = "x86_64")
{
    private readonly List<PackageFile> _files = [];
    private readonly List<Scriptlet> _scriptlets = [];

    public Nevra Nevra { get; } = new(name, new Evr(null, "1.0", "1"), arch);

    public Digest Digest => Digest.Sha256Of(Encoding.UTF8.GetBytes(name + arch));

    /// <summary>What the payload holds, by index; may be made to disagree with the header.</summary>
    public Dictionary<int, byte[]> Payload { get; } = [];

    public PackageHeader Header => new(Nevra, Digest, 0, [.. _files], [.. _scriptlets], [], []);

    public LockedPackage Locked => new(Nevra, PackageRole.Install, "test", $"{name}.{arch}.rpm", 1000 + name.Length, Digest, []);

    public FakePackage Folder(string path, ushort mode = 0b111_101_101, string user = "root") =>
        Add(path, mode, FileBody.Directory.Instance, user: user);

    public FakePackage Link(string path, string target) => Add(path, 0b111_111_111, new FileBody.SymbolicLink(target));

    public FakePackage Ghost(string path) => Add(path, 0b110_100_100, new FileBody.Regular(Content([])), PackageFileFlags.Ghost);

    public FakePackage Fifo(string path) => Add(path, 0b110_010_000, new FileBody.Fifo());

    public FakePackage File(
        string path, string text, ushort mode = 0b110_100_100, PackageFileFlags flags = PackageFileFlags.None, int hardLinkGroup = 0, string language = "",
        int color = 0, string user = "root", long time = 1_600_000_000, DigestAlgorithm? digest = DigestAlgorithm.Sha256)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Payload[_files.Count] = bytes;
        return Add(path, mode, new FileBody.Regular(Content(bytes, digest)), flags, hardLinkGroup, language, color, user, time);
    }

    public FakePackage File(string path, byte[] bytes)
    {
        Payload[_files.Count] = bytes;
        return Add(path, 0b110_100_100, new FileBody.Regular(Content(bytes, DigestAlgorithm.Sha256)), PackageFileFlags.None, 0, "", 0, "root", 1_600_000_000);
    }

    public FakePackage Script(string kind, string body, string interpreter = "/bin/sh", params ImmutableArray<string> conditions)
    {
        _scriptlets.Add(new(kind, [interpreter], body, conditions));
        return this;
    }

    private FileContent.Packaged Content(byte[] bytes, DigestAlgorithm? algorithm = DigestAlgorithm.Sha256)
    {
        Digest digest = default;
        if (algorithm is DigestAlgorithm known)
        {
            using var hash = known.CreateHash();
            hash.AppendData(bytes);
            digest = Digest.Finish(known, hash);
        }

        return new(bytes.Length, digest, Digest, _files.Count);
    }

    private FakePackage Add(
        string path, ushort mode, FileBody body, PackageFileFlags flags = PackageFileFlags.None, int hardLinkGroup = 0, string language = "", int color = 0,
        string user = "root", long time = 1_600_000_000)
    {
        _files.Add(new(RootPath.Of(path), new(user, user, mode, time, Metadata.NoAttributes), body, flags, hardLinkGroup, language, color));
        return this;
    }
}

/// <summary>Opens <see cref="FakePackage"/>s and counts how often each payload is read.</summary>
internal sealed class FakeStore(params FakePackage[] packages) : IPackageStore
{
    public Dictionary<string, int> Reads { get; } = [];

    public IReadOnlyList<LockedPackage> Locked => [.. packages.Select(package => package.Locked)];

    public IPackage Open(LockedPackage package) => new Opened(this, packages.Single(candidate => candidate.Digest == package.Digest));

    private sealed class Opened(FakeStore store, FakePackage package) : IPackage
    {
        public PackageHeader Header { get; } = package.Header;

        public RpmDescription Description => throw new NotSupportedException();

        public void ReadPayload(Action<int, Stream> onFile)
        {
            lock (store.Reads) store.Reads[package.Nevra.Name] = store.Reads.GetValueOrDefault(package.Nevra.Name) + 1;
            foreach ((int index, byte[] bytes) in package.Payload) onFile(index, new MemoryStream(bytes));
        }
    }
}

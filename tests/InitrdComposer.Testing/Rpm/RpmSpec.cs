using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing.Cpio;

namespace InitrdComposer.Testing.Rpm;

/// <summary>
/// Writes binary packages as rpmbuild lays them out (lead, signature header, header, payload), from a list of files. Each part can be changed before
/// it is written, so a test says in a line what is wrong with its package.
/// </summary>
public sealed class RpmSpec(string name)
{
    public const int SignatureTypeOffset = 78;

    public string Name { get; set; } = name;

    public string Version { get; set; } = "1";

    public string Release { get; set; } = "1";

    public string Arch { get; set; } = "noarch";

    public List<PackagedFile> Files { get; } = [];

    /// <summary>Capabilities that the package requires.</summary>
    public List<(string Name, RpmSense Sense, string Version)> Requires { get; } = [];

    /// <summary>Capabilities that the package provides, without a version, besides its own name.</summary>
    public List<string> Provides { get; } = [];

    /// <summary>Payload of rpm's stripped form, as in packages with files of 4 GiB.</summary>
    public bool IsStripped { get; set; }

    /// <summary>PAYLOADCOMPRESSOR; null: the tag is missing.</summary>
    public string? Compressor { get; set; } = "gzip";

    /// <summary>Makes the payload of the archive.</summary>
    public Func<byte[], byte[]> Compress { get; set; } = Compressed.Gzip;

    public Action<byte[]> ChangeLead { get; set; } = _ => { };

    public Action<HeaderSpec> ChangeSignature { get; set; } = _ => { };

    /// <summary>Between signature header and header, to a multiple of 8.</summary>
    public Func<byte[], byte[]> ChangePadding { get; set; } = padding => padding;

    public Action<HeaderSpec> ChangeHeader { get; set; } = _ => { };

    /// <summary>PAYLOADSHA256 in the header, as rpm has it since 4.14.</summary>
    public bool HasPayloadDigest { get; set; }

    /// <summary>Signs: adds to the signature header what is made of header and payload.</summary>
    public Action<HeaderSpec, byte[], byte[]> Sign { get; set; } = (_, _, _) => { };

    public Action<CpioSpec> ChangeArchive { get; set; } = _ => { };

    /// <summary>The whole file, when all is written.</summary>
    public Func<byte[], byte[]> ChangeFile { get; set; } = file => file;

    public RpmSpec Add(params ReadOnlySpan<PackagedFile> files)
    {
        Files.AddRange(files);
        return this;
    }

    public byte[] ToBytes()
    {
        byte[] payload = PayloadBytes();
        HeaderSpec headerSpec = Header();
        if (HasPayloadDigest) headerSpec.Add(RpmTag.PayloadSha256, RpmType.StringArray, 1, Encoding.ASCII.GetBytes(Digest.Sha256Of(payload).Hex + "\0")).Add(RpmTag.PayloadSha256Algorithm, (uint)DigestAlgorithm.Sha256);
        ChangeHeader(headerSpec);
        byte[] header = headerSpec.ToBytes();
        HeaderSpec signatureSpec = Signature(header, payload);
        Sign(signatureSpec, header, payload);
        ChangeSignature(signatureSpec);
        byte[] signature = signatureSpec.ToBytes();
        byte[] padding = ChangePadding(new byte[Alignment.Padding(signature.Length, 8)]);
        byte[] lead = Lead();
        ChangeLead(lead);
        return ChangeFile([.. lead, .. signature, .. padding, .. header, .. payload]);
    }

    /// <summary>The compressed payload, for a header that tells its digest.</summary>
    public byte[] PayloadBytes() => Compress(Archive().ToBytes());

    private byte[] Lead()
    {
        var lead = new byte[96];
        BinaryPrimitives.WriteUInt32BigEndian(lead, 0xEDABEEDB);
        lead[4] = 3;
        Encoding.ASCII.GetBytes("lead").CopyTo(lead, 10);
        lead[SignatureTypeOffset + 1] = 5;
        return lead;
    }

    private static HeaderSpec Signature(byte[] header, byte[] payload) => new HeaderSpec { Region = RpmTag.HeaderSignatures }
        .Add(RpmTag.Sha256Header, Digest.Sha256Of(header).Hex)
        .Add((RpmTag)1000, (uint)(header.Length + payload.Length));

    private HeaderSpec Header()
    {
        var header = new HeaderSpec()
            .Add(RpmTag.Name, Name)
            .Add(RpmTag.Version, Version)
            .Add(RpmTag.Release, Release)
            .Add(RpmTag.BuildTime, 1_000_000_000u)
            .Add(RpmTag.Os, "linux")
            .Add(RpmTag.Arch, Arch)
            .Add(RpmTag.SourceRpm, $"{Name}-{Version}-{Release}.src.rpm");
        if (Files.Count > 0) AddFiles(header);
        if (Requires.Count > 0)
        {
            header.Add(RpmTag.RequireFlags, [.. Requires.Select(requirement => (uint)requirement.Sense)])
                .Add(RpmTag.RequireName, [.. Requires.Select(requirement => requirement.Name)])
                .Add(RpmTag.RequireVersion, [.. Requires.Select(requirement => requirement.Version)]);
        }

        header.Add(RpmTag.ProvideName, [Name, .. Provides])
            .Add(RpmTag.ProvideFlags, [(uint)RpmSense.Equal, .. Provides.Select(_ => (uint)RpmSense.Any)])
            .Add(RpmTag.ProvideVersion, [$"{Version}-{Release}", .. Provides.Select(_ => "")])
            .Add(RpmTag.PayloadFormat, "cpio");
        return Compressor is null ? header : header.Add(RpmTag.PayloadCompressor, Compressor);
    }

    private void AddFiles(HeaderSpec header)
    {
        byte[][] folders = [.. Files.Select(file => FolderOf(file.Path)).DistinctBy(Convert.ToHexString)];
        header
            .Add(RpmTag.FileSizes, [.. Files.Select(file => (uint)file.Content.Length)])
            .Add(RpmTag.FileModes, [.. Files.Select(file => file.Mode)])
            .Add(RpmTag.FileRdevs, [.. Files.Select(file => file.Rdev)])
            .Add(RpmTag.FileMtimes, [.. Files.Select(file => file.Mtime)])
            .Add(RpmTag.FileDigests, [.. Files.Select(file => file.DigestText)])
            .Add(RpmTag.FileLinkTos, [.. Files.Select(file => file.IsLink ? file.Content : [])])
            .Add(RpmTag.FileFlags, [.. Files.Select(file => (uint)file.Flags)])
            .Add(RpmTag.FileUserName, [.. Files.Select(file => file.User)])
            .Add(RpmTag.FileGroupName, [.. Files.Select(file => file.Group)])
            .Add(RpmTag.FileDevices, [.. Files.Select(_ => 1u)])
            .Add(RpmTag.FileInodes, [.. Files.Select(InodeOf)])
            .Add(RpmTag.DirIndexes, [.. Files.Select(file => (uint)Array.FindIndex(folders, folder => folder.AsSpan().SequenceEqual(FolderOf(file.Path))))])
            .Add(RpmTag.BaseNames, [.. Files.Select(file => file.Path[FolderOf(file.Path).Length..])])
            .Add(RpmTag.DirNames, folders)
            .Add(RpmTag.FileDigestAlgorithm, (uint)DigestAlgorithm.Sha256);
        if (Files.Any(file => file.Capabilities.Length > 0)) header.Add(RpmTag.FileCaps, [.. Files.Select(file => file.Capabilities)]);
    }

    private CpioSpec Archive()
    {
        var archive = new CpioSpec();
        for (int i = 0; i < Files.Count; i++)
        {
            PackagedFile file = Files[i];
            if (file.IsGhost) continue;
            bool isLast = file.Inode == 0 || Files.FindLastIndex(other => other.Inode == file.Inode) == i;
            byte[] data = (file.IsRegular && isLast) || file.IsLink ? file.Content : [];
            archive.Entries.Add(IsStripped ? CpioEntry.Stripped((uint)i, data) : CpioEntry.Newc([(byte)'.', .. file.Path], file.Mode, data, InodeOf(file, i), file.Mtime));
        }

        ChangeArchive(archive);
        return archive;
    }

    private uint InodeOf(PackagedFile file, int index) => file.Inode != 0 ? file.Inode : 1000 + (uint)index;

    private static byte[] FolderOf(byte[] path) => path[..(path.AsSpan().LastIndexOf((byte)'/') + 1)];
}

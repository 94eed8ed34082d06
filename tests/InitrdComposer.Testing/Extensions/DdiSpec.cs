using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Verity;

namespace InitrdComposer.Testing.Extensions;

/// <summary>Writes discoverable disk images, sound ones and others: each part can be changed before the next is made of it.</summary>
/// <param name="fileSystem">What is in the data's partition.</param>
public sealed class DdiSpec(byte[] fileSystem)
{
    private const int BlockSize = 4096;
    private const int FirstBlock = 40;

    /// <summary>Certificate and key of the signer; null: there is no signature.</summary>
    public X509Certificate2? Signer { get; init; }

    public bool HasVerity { get; init; } = true;

    public string Architecture { get; init; } = "x86-64";

    public PartitionTree Tree { get; init; } = PartitionTree.Root;

    /// <summary>How much of the data the hash tree covers, in blocks; default: all.</summary>
    public int? HashedBlocks { get; init; }

    /// <summary>Types of further partitions, behind the others, of a block each.</summary>
    public ImmutableArray<Guid> Others { get; init; } = [];

    /// <summary>Changes the data's partition after it was hashed.</summary>
    public Action<byte[]> Data { get; init; } = _ => { };

    /// <summary>Changes the hash partition after the root hash was taken.</summary>
    public Action<byte[]> Verity { get; init; } = _ => { };

    /// <summary>Changes the text of the signature's partition.</summary>
    public Func<string, string> Json { get; init; } = text => text;

    /// <summary>Who the signature says issued its signer's certificate; default: who did.</summary>
    public X500DistinguishedName? Issuer { get; init; }

    /// <summary>What is signed; default: the root hash.</summary>
    public string? Signed { get; init; }

    /// <summary>Changes the image.</summary>
    public Action<byte[]> Image { get; init; } = _ => { };

    /// <summary>A certificate that names itself, with its key.</summary>
    public static X509Certificate2 NewSigner(string name)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
    }

    public byte[] ToBytes()
    {
        byte[] data = [.. fileSystem, .. new byte[Alignment.Padding(fileSystem.Length, BlockSize)]];
        var tree = VerityTree.Of(PositionalSource.OfBytes(data.AsMemory(0, (HashedBlocks * BlockSize) ?? data.Length)), new(Guid.Empty, BlockSize, BlockSize, 0, [1, 2, 3]), threads: 1);
        var hashes = new MemoryStream();
        tree.WriteTo(hashes);
        byte[] verity = hashes.ToArray();
        byte[] root = tree.RootHash.ToBytes();
        Data(data);
        Verity(verity);

        List<(PartitionContent Content, byte[] Bytes, Guid Name)> parts = [(PartitionContent.Data, data, new(root.AsSpan(0, 16), bigEndian: true))];
        if (HasVerity) parts.Add((PartitionContent.Verity, verity, new(root.AsSpan(16), bigEndian: true)));
        if (HasVerity && Signer is not null) parts.Add((PartitionContent.VeritySignature, SignaturePartition(tree.RootHash), Guid.Empty));
        byte[] image = Assemble(parts);
        Image(image);
        return image;
    }

    private byte[] Assemble(List<(PartitionContent Content, byte[] Bytes, Guid Name)> parts)
    {
        var partitions = ImmutableArray.CreateBuilder<GptPartition>();
        long block = FirstBlock;
        foreach ((PartitionContent content, byte[] bytes, Guid name) in parts)
        {
            DiscoverablePartitions.TryFind(Tree, content, Architecture, out Guid? type);
            long blocks = bytes.Length / GptTable.BlockSize;
            partitions.Add(new(type!.Value, name, block, block + blocks - 1, GptPartition.ReadOnly, DiscoverablePartitions.NameOf(Tree, content, Architecture)));
            block += blocks;
        }

        foreach (Guid type in Others)
        {
            partitions.Add(new(type, Guid.Empty, block, block + BlockSize / GptTable.BlockSize - 1, 0, "other"));
            block += BlockSize / GptTable.BlockSize;
        }

        var table = new GptTable(Guid.Empty, block + GptTable.TailBlocks, partitions.ToImmutable());
        using var image = new MemoryStream();
        table.WriteHead(image);
        image.Write(new byte[(FirstBlock * GptTable.BlockSize) - image.Length]);
        foreach ((_, byte[] bytes, _) in parts) image.Write(bytes);
        image.Write(new byte[Others.Length * BlockSize]);
        table.WriteTail(image);
        return image.ToArray();
    }

    private byte[] SignaturePartition(Digest root)
    {
        X509Certificate2 signer = Signer!;
        using RSA key = signer.GetRSAPrivateKey()!;
        byte[] value = key.SignData(Encoding.ASCII.GetBytes(Signed ?? root.Hex), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        byte[] pkcs7 = SignedDataWriter.Write(
            ObjectIds.Data, [], [signer.RawData], new(Issuer ?? signer.IssuerName, signer.SerialNumberBytes, ObjectIds.Sha256, default, null, default, value), ObjectIds.RsaEncryption);
        string json = $$"""{"rootHash":"{{root.Hex}}","certificateFingerprint":"{{Digest.Sha256Of(signer.RawData).Hex}}","signature":"{{Convert.ToBase64String(pkcs7)}}"}""";
        byte[] partition = new byte[4 * BlockSize];
        Encoding.UTF8.GetBytes(Json(json), partition);
        return partition;
    }
}

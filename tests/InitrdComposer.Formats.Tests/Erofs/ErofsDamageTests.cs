using InitrdComposer.Formats.Erofs;
using Xunit;

namespace InitrdComposer.Formats.Tests.Erofs;

/// <summary>Whatever is cut off or changed of a compressed image: its files come out, or it is malformed.</summary>
public sealed class ErofsDamageTests
{
    public static TheoryData<string> Images =>
    [
        "image__zlz4_", "image__zlz4__Elegacy", "image__zlz4__Eall_fragments", "image__zlzma_", "image__zdeflate_", "image__zzstd_", "image__zzstd__Eztail", "image__zdeflate__C65536__Eall",
        "image__zlzma__Efragments,dedupe", "image__zlz4__C16384__Ededupe", "image___chunksize=8192", "image__b512__zlz4",
    ];

    [Theory, MemberData(nameof(Images))]
    public void WhatIsCutOffIsMalformed(string name)
    {
        byte[] image = ErofsCompressionTests.Any(name);
        List<int> lengths = [0, 1, 1023, 1024, 1027, 1028, 1151, 1152];
        // The last block may be padding.
        for (int length = 1280; length <= image.Length - 4096; length += 512 * 7) lengths.Add(length);
        foreach (int length in lengths) Assert.True(IsRefused(image[..length]), $"{length} of {image.Length} bytes");
    }

    /// <summary>Inodes, indexes and entries are what most of the bytes that are changed are of, then clusters.</summary>
    [Theory, MemberData(nameof(Images))]
    public void WhatIsChangedIsWholeOrMalformed(string name)
    {
        byte[] image = ErofsCompressionTests.Any(name);
        var random = new Random(1);
        int refused = 0;
        const int tries = 250;
        for (int i = 0; i < tries; i++)
        {
            byte[] damaged = [.. image];
            for (int flips = 1 + (i % 4); flips > 0; flips--)
            {
                int at = i % 2 == 0 ? 1024 + random.Next(128) : 1152 + random.Next(image.Length - 1152);
                damaged[at] = i % 3 == 0 ? (byte)random.Next(256) : (byte)(damaged[at] ^ (1 << random.Next(8)));
            }

            if (IsRefused(damaged)) refused++;
        }

        Assert.InRange(refused, tries / 20, tries - 1);
    }

    /// <summary>Every bit of what describes a compressed file, and of the superblock.</summary>
    [Theory, InlineData("image__zlz4_"), InlineData("image__zlz4__Elegacy"), InlineData("image__zzstd__Eztail"), InlineData("image__zlz4__Eall_fragments")]
    public void EveryBitOfTheIndexesIsWholeOrMalformed(string name)
    {
        byte[] image = [.. ErofsCompressionTests.Any(name)];
        for (int at = 1024; at < Math.Min(image.Length, 1024 + 128 + 3000); at += at < 1152 ? 1 : 5)
        {
            image[at] ^= (byte)(1 << (at % 8));
            IsRefused(image);
            image[at] ^= (byte)(1 << (at % 8));
        }

        Assert.False(IsRefused(image));
    }

    /// <summary>Nothing else than malformed data comes out, of which a test would fail.</summary>
    private static bool IsRefused(byte[] image)
    {
        try
        {
            Visit(ErofsImages.Read(image));
            return false;
        }
        catch (MalformedDataException)
        {
            return true;
        }
    }

    private static void Visit(ErofsInode inode)
    {
        inode.Content?.OpenStream().CopyTo(Stream.Null);
        if (inode.Content is not null) ErofsReader.StoredBytes(inode.Content);
        foreach (ErofsEntry entry in inode.Entries) Visit(entry.Inode);
    }
}

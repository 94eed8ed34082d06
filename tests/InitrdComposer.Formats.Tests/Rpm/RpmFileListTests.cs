using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

/// <summary>File lists and dependencies whose columns do not fit together.</summary>
public sealed class RpmFileListTests
{
    private const string Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void ASoundListIsRead()
    {
        IReadOnlyList<RpmFile> files = Read(Sound());
        Assert.Equal(["/etc/a"u8.ToArray(), "/b"u8.ToArray()], files.Select(file => file.Path.ToArray()));
        Assert.Equal(Sha256, files[0].Digest!.Value.Hex);
        Assert.Null(files[1].Digest);
    }

    [Fact]
    public void WholeNamesOfOldPackagesAreRead()
    {
        HeaderSpec header = Columns(new HeaderSpec().Add(RpmTag.OldFileNames, "/etc/a", "/b"), [], []);
        Assert.Equal(["/etc/a"u8.ToArray(), "/b"u8.ToArray()], Read(header).Select(file => file.Path.ToArray()));
    }

    [Fact]
    public void APackageWithoutFilesHasNone() => Assert.Empty(Read(new HeaderSpec().Add(RpmTag.Name, "a")));

    public static TheoryData<RpmTag> ColumnTags { get; } =
    [
        RpmTag.FileModes, RpmTag.FileRdevs, RpmTag.FileSizes, RpmTag.FileMtimes, RpmTag.FileFlags, RpmTag.FileUserName, RpmTag.FileGroupName,
        RpmTag.FileDigests, RpmTag.FileLinkTos, RpmTag.FileLangs, RpmTag.FileInodes, RpmTag.FileColors, RpmTag.FileCaps,
    ];

    [Theory, MemberData(nameof(ColumnTags))]
    public void AColumnOfAnotherLengthIsMalformed(RpmTag tag)
    {
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => Read(Columns(Names(), [tag], [])));
        Assert.Contains($"({(int)tag})", error.Field, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RpmTag.FileModes)]
    [InlineData(RpmTag.FileSizes)]
    [InlineData(RpmTag.FileUserName)]
    [InlineData(RpmTag.FileDigests)]
    [InlineData(RpmTag.FileLinkTos)]
    public void AMissingColumnIsMalformed(RpmTag tag) => Assert.Throws<MalformedDataException>(() => Read(Columns(Names(), [], [tag])));

    [Theory]
    [InlineData(2u)]
    [InlineData(0xFFFFFFFFu)]
    public void ADirIndexOutOfRangeIsMalformed(uint index)
    {
        HeaderSpec header = new HeaderSpec().Add(RpmTag.DirIndexes, 0u, index).Add(RpmTag.BaseNames, "a", "b").Add(RpmTag.DirNames, "/etc/", "/");
        Assert.Equal("DIRINDEXES (1116)", Assert.Throws<MalformedDataException>(() => Read(header)).Field);
    }

    [Fact]
    public void FewerDirIndexesThanBaseNamesAreMalformed() =>
        Assert.Throws<MalformedDataException>(() => Read(new HeaderSpec().Add(RpmTag.DirIndexes, 0u).Add(RpmTag.BaseNames, "a", "b").Add(RpmTag.DirNames, "/")));

    [Theory]
    [InlineData(99u)]
    [InlineData(1u)]
    public void ADigestThatIsNotOfItsAlgorithmIsMalformed(uint algorithm)
    {
        HeaderSpec header = Columns(Names(), [], [RpmTag.FileDigestAlgorithm]).Add(RpmTag.FileDigestAlgorithm, algorithm);
        Assert.Throws<MalformedDataException>(() => Read(header));
        // Without the tag a digest is an md5, which these are not.
        Assert.Throws<MalformedDataException>(() => Read(Columns(Names(), [], [RpmTag.FileDigestAlgorithm])));
    }

    [Theory]
    [InlineData(0x8000_0000_0000_0000ul, 0ul)]
    [InlineData(0x7FFF_FFFF_FFFF_FFFFul, 1ul)]
    public void SizesWhoseSumOverflowsAreMalformed(ulong first, ulong second)
    {
        byte[] sizes = [.. BitConverter.GetBytes(first).Reverse(), .. BitConverter.GetBytes(second).Reverse()];
        HeaderSpec header = Columns(Names(), [], [RpmTag.FileSizes]).Add(RpmTag.LongFileSizes, RpmType.Int64, 2, sizes);
        Assert.Equal("LONGFILESIZES (5008)", Assert.Throws<MalformedDataException>(() => Read(header)).Field);
    }

    [Fact]
    public void TwoColumnsOfSizesMustAgree()
    {
        HeaderSpec header = Sound().Add(RpmTag.LongFileSizes, RpmType.Int64, 2, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]);
        Assert.Equal("LONGFILESIZES (5008)", Assert.Throws<MalformedDataException>(() => Read(header)).Field);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void DependencyColumnsOfDifferentLengthsAreMalformed(int flags, int versions)
    {
        HeaderSpec spec = new HeaderSpec().Add(RpmTag.RequireFlags, new uint[flags]).Add(RpmTag.RequireName, "a", "b")
            .Add(RpmTag.RequireVersion, Enumerable.Repeat("1", versions).ToArray());
        Assert.Throws<MalformedDataException>(() => Package(spec).Requires);
    }

    [Theory]
    [InlineData(1u, 0x10000u)]
    [InlineData(0u, 0u)]
    public void ATriggerWithoutScriptOrOccasionIsMalformed(uint index, uint sense)
    {
        HeaderSpec spec = new HeaderSpec().Add(RpmTag.TriggerScripts, "true").Add(RpmTag.TriggerName, "a").Add(RpmTag.TriggerVersion, "")
            .Add(RpmTag.TriggerFlags, sense).Add(RpmTag.TriggerIndex, index);
        Assert.Throws<MalformedDataException>(() => Package(spec).Scriptlets);
    }

    private static HeaderSpec Sound() => Columns(Names(), [], []);

    private static HeaderSpec Names() =>
        new HeaderSpec().Add(RpmTag.DirIndexes, 0u, 1u).Add(RpmTag.BaseNames, "a", "b").Add(RpmTag.DirNames, "/etc/", "/");

    /// <summary>All columns of a list of a regular file and a symbolic link, some one item short, some not at all.</summary>
    private static HeaderSpec Columns(HeaderSpec header, RpmTag[] shortened, RpmTag[] missing)
    {
        ushort[] U16(RpmTag tag, params ushort[] values) => shortened.Contains(tag) ? values[..1] : values;
        uint[] U32(RpmTag tag, params uint[] values) => shortened.Contains(tag) ? values[..1] : values;
        string[] Text(RpmTag tag, params string[] values) => shortened.Contains(tag) ? values[..1] : values;
        void If(RpmTag tag, Action add)
        {
            if (!missing.Contains(tag)) add();
        }

        foreach ((RpmTag tag, ushort[] values) in (ValueTuple<RpmTag, ushort[]>[])[(RpmTag.FileModes, [0x81A4, 0xA1FF]), (RpmTag.FileRdevs, [0, 0])])
            If(tag, () => header.Add(tag, U16(tag, values)));
        foreach ((RpmTag tag, uint[] values) in (ValueTuple<RpmTag, uint[]>[])
            [(RpmTag.FileSizes, [0, 1]), (RpmTag.FileMtimes, [7, 7]), (RpmTag.FileFlags, [0, 0]), (RpmTag.FileInodes, [1, 2]), (RpmTag.FileColors, [0, 0])])
            If(tag, () => header.Add(tag, U32(tag, values)));
        foreach ((RpmTag tag, string[] values) in (ValueTuple<RpmTag, string[]>[])
            [(RpmTag.FileUserName, ["root", "root"]), (RpmTag.FileGroupName, ["root", "root"]), (RpmTag.FileDigests, [Sha256, ""]), (RpmTag.FileLinkTos, ["", "a"]),
             (RpmTag.FileLangs, ["", ""]), (RpmTag.FileCaps, ["", ""])])
            If(tag, () => header.Add(tag, Text(tag, values)));
        If(RpmTag.FileDigestAlgorithm, () => header.Add(RpmTag.FileDigestAlgorithm, 8u));
        return header;
    }

    private static IReadOnlyList<RpmFile> Read(HeaderSpec header) => Package(header).Files;

    private static RpmPackageReader Package(HeaderSpec spec)
    {
        RpmHeader header = RpmHeaderReader.Read(new MemoryStream(spec.ToBytes()), RpmTag.HeaderImmutable, 0);
        return new(default, header, header, 0);
    }
}

using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

/// <summary>Every way to cut a small package off, and every byte of its headers changed in three ways: it is read or refused, and nothing else.</summary>
public sealed class RpmSweepTests
{
    /// <summary>Of the payload: its compression's headers and the first files.</summary>
    private const int PayloadHead = 1024;

    /// <summary>Behind cpio's trailer, which some writers leave out: of a payload that is not compressed nobody misses it.</summary>
    private const int LastPadding = 3;

    /// <summary>Of rpm 4 and 6, of nfpm and of an rpm from 2006; payloads of gzip, xz and zstd, scriptlets and triggers.</summary>
    public static TheoryData<string> Small =>
    [
        "sassoftware_go-rpmutils/nfpm__test-1.0.0.x86_64.rpm", "sassoftware_go-rpmutils/simple-1.0.1-1.i386.rpm", "own/empty-1^git20200101-0~rc1.noarch.rpm",
        "sassoftware_go-rpmutils/payload-test-0.1-w6.xzdio.x86_64.rpm", "rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm",
    ];

    [Theory, MemberData(nameof(Small))]
    public void EveryPrefixIsRefused(string file)
    {
        byte[] whole = RpmFixtures.Bytes(file);
        Assert.True(IsRead(whole));
        for (int length = whole.Length - LastPadding; length < whole.Length; length++) IsRead(whole.AsMemory(0, length));
        Assert.All(Enumerable.Range(0, whole.Length - LastPadding), length => Assert.False(IsRead(whole.AsMemory(0, length))));
    }

    [Theory, MemberData(nameof(Small))]
    public void EveryChangedByteIsReadOrRefused(string file)
    {
        byte[] whole = RpmFixtures.Bytes(file);
        int end = (int)Math.Min(whole.Length, RpmPackageReader.Read(new MemoryStream(whole)).PayloadOffset + PayloadHead);
        int read = 0, refused = 0;
        for (int i = 0; i < end; i++)
        {
            byte original = whole[i];
            foreach (byte value in (ReadOnlySpan<byte>)[0x00, 0xFF, (byte)(original ^ 1)])
            {
                whole[i] = value;
                if (IsRead(whole)) read++;
                else refused++;
            }

            whole[i] = original;
        }

        // Texts may be any; offsets, counts and types may not.
        Assert.InRange(refused, end / 10, end * 3);
        Assert.InRange(read, end / 10, end * 3);
    }

    /// <summary>Asks for all that a package says, its files' contents included.</summary>
    private static bool IsRead(ReadOnlyMemory<byte> file)
    {
        try
        {
            var source = PositionalSource.OfBytes(file);
            RpmPackageReader package = RpmPackageReader.Read(source.OpenStream());
            _ = (package.Name, package.Epoch, package.Version, package.Release, package.Arch, package.BuildTime, package.InstalledSize, package.IsSource, package.Scriptlets);
            _ = (package.Provides, package.Requires, package.Conflicts, package.Obsoletes, package.Recommends, package.Suggests, package.Supplements, package.Enhances);
            _ = (package.RpmFormat, RpmDigests.Of(package), package.DeclaredSize);
            using Stream payload = package.OpenPayload(source.OpenStream(package.PayloadOffset));
            var files = new RpmPayloadReader(payload, package.Files);
            while (files.TryReadNext(out _, out Stream content)) content.CopyTo(Stream.Null);
            return true;
        }
        catch (MalformedDataException)
        {
            return false;
        }
    }
}

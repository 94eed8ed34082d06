using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Packages;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Fetch;

public sealed class RpmPackageTests
{
    private const string Feat = "own/feat-1.0-8.w19zstdio.noarch.rpm";

    [Fact]
    public void TheHeaderSaysWhatTheSpecFileSaid()
    {
        using RpmPackage package = Open(Feat);
        PackageHeader header = package.Header;
        Assert.Equal("feat-2:1.0-8.w19zstdio.noarch", header.Nevra.ToString());
        Assert.Equal(FileDigest(Feat), header.Package);
        Assert.Equal(1795204306, header.BuildTime);
        Golden.Matches("fetch", "feat.txt", string.Concat(header.Files.Select(Line)));
    }

    [Fact]
    public void DependenciesAreThoseThatPackagesCanProvide()
    {
        using RpmPackage package = Open(Feat);
        string[] requires = [.. package.Header.Requires.Select(dependency => dependency.ToString())];
        Assert.Contains("(bar >= 1 with bar < 2)", requires);
        Assert.Contains("(baz if qux else quux)", requires);
        Assert.Contains("bash >= 4.0", requires);
        Assert.DoesNotContain(requires, text => text.StartsWith("rpmlib(", StringComparison.Ordinal));
        Assert.Contains(new Dependency.Simple("feat-virtual", VersionRelation.Equal, new Evr(2, "1.0", "1")), package.Header.Provides);
    }

    [Fact]
    public void ScriptletsAreListedWithTheirConditions()
    {
        using RpmPackage package = Open(Feat);
        Assert.Equal(["%pre", "%post", "%posttrans", "%triggerin"], package.Header.Scriptlets.Select(scriptlet => scriptlet.Kind));
        Assert.Equal(["bash > 3"], package.Header.Scriptlets[^1].Conditions);
        Assert.Equal(["/bin/sh"], package.Header.Scriptlets[0].Interpreter);
    }

    [Theory]
    [InlineData("own/feat-1.0-1.wufdio.noarch.rpm")]
    [InlineData("own/feat-1.0-2.w9gzdio.noarch.rpm")]
    [InlineData("own/feat-1.0-3.w9bzdio.noarch.rpm")]
    [InlineData("own/feat-1.0-4.w6xzdio.noarch.rpm")]
    [InlineData("own/feat-1.0-5.w6lzdio.noarch.rpm")]
    [InlineData("own/feat-1.0-6.w3zstdio.noarch.rpm")]
    [InlineData("own/feat-1.0-7.w7T2xzdio.noarch.rpm")]
    [InlineData(Feat)]
    [InlineData("own/feat-1.0-dig.md5.noarch.rpm")]
    [InlineData("own/feat-1.0-dig.sha512.noarch.rpm")]
    [InlineData("rpm-rs_rpm/RPMS__v6__zstd__rpm-basic-2.3.4-5.el9.noarch.rpm")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-hardlinks-1.0-1.noarch.rpm")]
    public void EveryBodyIsHandedOutOnceAndHasTheDigestOfTheHeader(string file)
    {
        using RpmPackage package = Open(file);
        List<int> bodies = [];
        package.ReadPayload((index, stream) =>
        {
            FileContent content = Assert.IsType<FileBody.Regular>(package.Header.Files[index].Body).Content;
            using var hash = content.Digest.Algorithm.CreateHash();
            using var body = new MemoryStream();
            stream.CopyTo(body);
            hash.AppendData(body.ToArray());
            Assert.Equal(content.Digest, Digest.Finish(content.Digest.Algorithm, hash));
            bodies.Add(package.Header.Files[index].HardLinkGroup is not 0 and int group ? -group : index + 1);
        });
        IEnumerable<int> expected = package.Header.Files.Index()
            .Where(file => file.Item.Body is FileBody.Regular && !file.Item.Flags.HasFlag(PackageFileFlags.Ghost))
            .Select(file => file.Item.HardLinkGroup is not 0 and int group ? -group : file.Index + 1).Distinct();
        Assert.Equal(expected.Order(), bodies.Order());
    }

    [Fact]
    public void BodiesThatNobodyReadsAreSkipped()
    {
        using RpmPackage package = Open(Feat);
        int bodies = 0;
        package.ReadPayload((_, _) => bodies++);
        package.ReadPayload((_, _) => bodies++);
        Assert.Equal(2 * 11, bodies);
    }

    [Fact]
    public void ABrokenPayloadIsMalformedWithFileAndOffset()
    {
        using RpmPackage package = Open("own/broken__payload-flip.rpm");
        ComposerException error = Assert.Throws<ComposerException>(() => package.ReadPayload((_, stream) => stream.CopyTo(Stream.Null)));
        Assert.Equal("IC-CMP05", error.Id.ToString());
        Assert.Equal(FailureKind.Malformed, error.Id.Kind);
        Assert.Matches("^own/broken__payload-flip.rpm: offset 0x[0-9A-F]+$", error.Location.ToString());
    }

    [Theory]
    [InlineData("own/broken__trunc-payload.rpm")]
    [InlineData("own/broken__trailing-garbage.rpm")]
    [InlineData("own/broken__nopayload.rpm")]
    public void AnotherSizeThanTheSignatureHeadersIsRefused(string file)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Open(file));
        Assert.Equal((RpmDiagnostics.Mismatch, FailureKind.Verification), (error.Id, error.Id.Kind));
        Assert.StartsWith("SIGSIZE: got ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("own/broken__trunc-lead.rpm", "IC-RPM01")]
    [InlineData("own/broken__bad-magic.rpm", "IC-RPM02")]
    [InlineData("rpm-rs_rpm/SRPMS__v4__rpm-basic-2.3.4-5.el9.src.rpm", "IC-RPM02")]
    [InlineData("own/broken__bad-hdr-magic.rpm", "IC-RPM05")]
    [InlineData("own/broken__bad-hdr-version.rpm", "IC-RPM05")]
    [InlineData("own/broken__hdr-il-huge.rpm", "IC-RPM06")]
    [InlineData("own/broken__hdr-il-neg.rpm", "IC-RPM06")]
    [InlineData("own/broken__hdr-dl-huge.rpm", "IC-RPM07")]
    [InlineData("own/broken__trunc-hdr.rpm", "IC-RPM07")]
    [InlineData("own/broken__trunc-sig.rpm", "IC-RPM07")]
    [InlineData("own/broken__lead-only.rpm", "IC-RPM07")]
    [InlineData("own/broken__ent-offset-neg.rpm", "IC-RPM09")]
    [InlineData("own/broken__ent-offset-oob.rpm", "IC-RPM09")]
    [InlineData("own/broken__ent-count-zero.rpm", "IC-RPM10")]
    [InlineData("own/broken__ent-count-huge.rpm", "IC-RPM10")]
    [InlineData("own/broken__ent-type-unknown.rpm", "IC-RPM11")]
    [InlineData("own/broken__hdr-dl-small.rpm", "IC-RPM15")]
    public void WhatIsNoPackageIsMalformedByTheCataloguesId(string file, string id)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Open(file));
        Assert.Equal(id, error.Id.ToString());
        Assert.Equal(FailureKind.Malformed, error.Id.Kind);
        Assert.Equal(file, error.Location!.Value.File);
    }

    [Fact]
    public void OtherBytesThanExpectedAreNotBelieved()
    {
        string path = PathOf(Feat);
        long size = new FileInfo(path).Length;
        ComposerException digest = Assert.Throws<ComposerException>(() => RpmPackage.Open(Disk.Host, path, Feat, size, Digest.Sha256Of([])));
        Assert.Equal(FailureKind.Verification, digest.Id.Kind);
        ComposerException length = Assert.Throws<ComposerException>(() => RpmPackage.Open(Disk.Host, path, Feat, size + 1, FileDigest(Feat)));
        Assert.Equal(FailureKind.Verification, length.Id.Kind);
    }

    private static string Line(PackageFile file) => string.Join(
        ' ', file.Path, Convert.ToString(file.Metadata.Mode, 8).PadLeft(4, '0'), $"{file.Metadata.User}:{file.Metadata.Group}", file.Body switch
        {
            FileBody.Regular regular => $"file {regular.Content.Length} {regular.Content.Digest.Hex?[..8]}",
            FileBody.SymbolicLink link => $"-> {link.Target}",
            FileBody.Device device => $"{(device.IsBlock ? "block" : "char")} {device.Major}:{device.Minor}",
            _ => file.Body.GetType().Name.ToLowerInvariant(),
        },
        string.Join(' ', file.Metadata.ExtendedAttributes.Select(attribute => $"{attribute.Key}={Convert.ToHexStringLower(attribute.Value.Span)}")),
        file.Flags == PackageFileFlags.None ? "" : file.Flags, file.HardLinkGroup == 0 ? "" : $"group {file.HardLinkGroup}").TrimEnd() + "\n";

    private static RpmPackage Open(string file) => RpmPackage.Open(Disk.Host, PathOf(file), file, new FileInfo(PathOf(file)).Length, FileDigest(file));

    private static Digest FileDigest(string file) => Digest.Sha256Of(File.ReadAllBytes(PathOf(file)));

    private static string PathOf(string file) => Checkout.Fixture(["rpms", .. file.Split('/')]);
}

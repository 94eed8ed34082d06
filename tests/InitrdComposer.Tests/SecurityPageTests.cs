using System.Text.RegularExpressions;
using InitrdComposer.Files;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.PE;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Formats.Xml;
using InitrdComposer.Modules;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Solver;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using InitrdComposer.Tree;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests;

/// <summary>SECURITY.md names limits that hold and tests that exist.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Checkout.Root, "SECURITY.md"));

    [Fact]
    public void LimitsAreThoseOfTheCode()
    {
        string[] limits =
        [
            $"repomd.xml | {Mebibytes(RepomdReader.MaxLength)}",
            $"a metadata file, compressed | {Mebibytes(MetadataReader.MaxLength)}",
            $"a metadata file, unpacked | {Mebibytes(MetadataReader.MaxOpenLength)}",
            $"anything fetched whose length nobody promised | {Mebibytes(Downloader.MaxLengthWithoutDigest)}",
            $"nested elements of XML | {Utf8XmlReader.MaxDepth}",
            $"entries of a package's header | {RpmHeaderReader.MaxEntries}",
            $"data of a package's header | {RpmHeaderReader.MaxData} bytes",
            $"data of a signature header | {Mebibytes(RpmHeaderReader.MaxSignatureData)}",
            $"entries of an archive | {NewcReader.MaxEntries}",
            $"a name in an archive | {NewcReader.MaxNameSize} bytes",
            $"a path | {RootPath.MaxLength} bytes",
            $"links that are followed | {DiskView.MaxLinks}",
            $"bytes out of one compressed byte | {Decompressor.MaxRatio}",
            $"a zstd window | {Mebibytes(1L << Decompressor.MaxZstdWindowLog)}",
            $"names of a squashfs or erofs image | {SquashfsReader.MaxEntries}",
            $"a kernel module | {Mebibytes(ModuleFileReader.MaxModuleLength)}",
            $"sections of a PE image | {PEReader.MaxSections}",
            $"a PE image in memory | {Mebibytes(PEReader.MaxSizeOfImage)}",
            $"a kernel command line | {KernelCommandLine.MaxLength} bytes",
            $"conflicts before the resolver gives up | {Search.MaximumConflicts}",
        ];
        Assert.All(limits, limit => Assert.Contains($"| {limit} |\n", Text, StringComparison.Ordinal));
    }

    [Fact]
    public void TestsThatItNamesExist()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension)!];
        Assert.All(TestName().Matches(Text), name => Assert.Contains(name.Groups["name"].Value, files));
    }

    [Fact]
    public void PagesThatItLinksExist() => Assert.All(
        Link().Matches(Text), link => Assert.True(File.Exists(Path.Combine(Checkout.Root, link.Groups["path"].Value)), link.Value));

    private static string Mebibytes(long bytes) => $"{bytes >> 20} MiB";

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+(Tests|Run))`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\((?<path>[^)#]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}

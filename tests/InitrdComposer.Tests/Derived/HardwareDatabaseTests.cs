using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Derived;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Hwdb;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Derived;

public sealed class HardwareDatabaseTests
{
    private const string Database = "/usr/lib/udev/hwdb.bin";

    private static readonly RootNode[] Sources =
    [
        File("/usr/lib/udev/hwdb.d/10-a.hwdb", "pci:*\npci:v1\n A=10\n B=10\n"), File("/usr/lib/udev/hwdb.d/20-b.hwdb", "pci:v1\n A=20\n"), File("/usr/lib/udev/hwdb.d/30-c.hwdb", "pci:v1\n C=30\n"),
        File("/usr/lib/udev/hwdb.d/40-d.hwdb", "usb:*\n A=40\n"), File("/usr/lib/udev/hwdb.d/README", "no source"), File("/usr/lib/udev/hwdb.d/.50-hidden.hwdb", "pci:v1\n A=50\n"),
        File("/etc/udev/hwdb.d/20-b.hwdb", "pci:v1\n A=21\n"), Link("/etc/udev/hwdb.d/30-c.hwdb", "/dev/null"), Link("/etc/udev/hwdb.d/60-e.hwdb", "../elsewhere"),
        File("/etc/udev/elsewhere", "pci:v1\n E=60\n"), File("/etc/udev/hwdb.d/40-d.hwdb", ""), Link("/lib", "usr/lib"),
    ];

    [Fact]
    public void OrderMasksAndPrioritiesAreSystemds()
    {
        using var root = new TempFolder();
        TreeFolder.Write(RootTree.Of(Sources), root.Path);
        Tool.Require("systemd-hwdb", "udev").Run($"--root={root.Path}", "--usr", "--strict", "update");
        string[] expected = [.. HwdbFile.Read(System.IO.File.ReadAllBytes(root["usr/lib/udev/hwdb.bin"])).Select(record => Text(record).Replace(root.Path, "", StringComparison.Ordinal))];
        Assert.Equal(expected, HwdbFile.Read(Bytes(Compile(Sources).Tree)).Select(Text));
        Assert.Contains("pci:v1  A=21 /etc/udev/hwdb.d/20-b.hwdb:2 2", expected);
        Assert.Contains("pci:v1  E=60 /etc/udev/hwdb.d/60-e.hwdb:2 5", expected);
    }

    [Fact]
    public void SourcesAndOtherDatabasesGoAndWhatIsNoneStays()
    {
        RootTree tree = Compile([.. Sources, File("/etc/udev/hwdb.bin", "old"), File("/usr/lib/systemd/hwdb/hwdb.bin", "old"), File(Database, "old")]).Tree;
        Assert.Equal(["/etc/udev/elsewhere", "/lib", Database, "/usr/lib/udev/hwdb.d/README"], Files(tree));
        Assert.False(tree.Contains(RootPath.Of("/etc/udev/hwdb.d")));
        RootNode node = tree.Single(node => node.Path == RootPath.Of(Database));
        Assert.Equal(0b100_100_100, node.Inode.Metadata.Mode);
        Assert.Equal(new Origin.Generated("hwdb"), node.Origin);
    }

    [Fact]
    public void NoneIsNeitherSourcesNorDatabase() => Assert.Equal(
        ["/etc/udev/elsewhere", "/lib", "/usr/lib/udev/hwdb.d/README"],
        Files(Apply([.. Sources, File(Database, "old"), File("/etc/udev/hwdb.bin", "old")], HwdbSetting.None).Tree));

    [Fact]
    public void AsPackagedIsTheSameTree()
    {
        RootTree tree = RootTree.Of(Sources);
        Assert.Same(tree, new HardwareDatabase(new OfGenerated(), null).Apply(tree, HwdbSetting.AsPackaged).Tree);
    }

    [Fact]
    public void NothingToCompileIsToldAndADatabaseOfPackagesStays()
    {
        DerivedTree derived = Compile([File(Database, "packaged")]);
        Assert.Equal("packaged", Encoding.UTF8.GetString(Bytes(derived.Tree)));
        Assert.Equal(FailureKind.Claim, Assert.Single(derived.Notices).Id.Kind);
    }

    [Fact]
    public void LinesThatArePassedOverAreToldAlsoByWhoRemembers()
    {
        using var folder = new TempFolder();
        var store = new KeyedStore(folder.Path, Disk.Host);
        RootTree tree = RootTree.Of([File("/usr/lib/udev/hwdb.d/10-a.hwdb", "pci:v1\n A=1\nusb:*\n\n B=2\n")]);
        DerivedTree first = new HardwareDatabase(new OfGenerated(), store).Apply(tree, HwdbSetting.Compiled);
        DerivedTree again = new HardwareDatabase(new OfNothing(), store).Apply(tree, HwdbSetting.Compiled);
        Assert.Equal(["/usr/lib/udev/hwdb.d/10-a.hwdb:3", "/usr/lib/udev/hwdb.d/10-a.hwdb:5"], first.Notices.Select(notice => $"{notice.Location?.File}:{notice.Location?.Position?.Line}"));
        Assert.Equal(first.Notices, again.Notices);
        Assert.Equal(Bytes(first.Tree), Bytes(again.Tree));
    }

    [Fact]
    public void ALineThatSystemdDoesNotReadIsMalformed()
    {
        var exception = Assert.Throws<ComposerException>(() => Compile([File("/usr/lib/udev/hwdb.d/10-a.hwdb", new string('x', HwdbText.MaxLineLength))]));
        Assert.Equal(FailureKind.Malformed, exception.Id.Kind);
    }

    private static DerivedTree Compile(IEnumerable<RootNode> nodes) => Apply(nodes, HwdbSetting.Compiled);

    private static DerivedTree Apply(IEnumerable<RootNode> nodes, HwdbSetting setting) => new HardwareDatabase(new OfGenerated(), null).Apply(RootTree.Of(nodes).WithParents(), setting);

    private static IEnumerable<string> Files(RootTree tree) => tree.Where(node => node.Inode.Body is not FileBody.Directory).Select(node => node.Path.ToString());

    private static byte[] Bytes(RootTree tree) =>
        ((FileContent.Generated)((FileBody.Regular)tree.Single(node => node.Path == RootPath.Of(Database)).Inode.Body).Content).Bytes.ToArray();

    private static string Text(HwdbRecord record) => $"{Of(record.Match)} {Of(record.Key)}={Of(record.Value)} {Of(record.File)}:{record.Line} {record.Priority}";

    private static string Of(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);

    private static RootNode File(string path, string text) => new(RootPath.Of(path), Inode.File(Encoding.UTF8.GetBytes(text)), new Origin.Generated("test"));

    private static RootNode Link(string path, string target) => new(RootPath.Of(path), Inode.SymbolicLink(target), new Origin.Generated("test"));

    private sealed class OfGenerated : IContents
    {
        public PositionalSource Open(FileContent content) => PositionalSource.OfBytes(((FileContent.Generated)content).Bytes);
    }

    private sealed class OfNothing : IContents
    {
        public PositionalSource Open(FileContent content) => throw new InvalidOperationException("nothing is to be read");
    }
}

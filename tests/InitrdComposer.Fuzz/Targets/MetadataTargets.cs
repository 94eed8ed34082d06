using System.Collections.Immutable;
using System.IO.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Fuzz.Mutation;
using InitrdComposer.Fuzz.Structures;
using InitrdComposer.Packages;
using InitrdComposer.Testing;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>What repositories say.</summary>
internal static class MetadataTargets
{
    private static readonly string DatabasePath = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"initrd-fuzz-{Environment.ProcessId}.sqlite");

    private static readonly ImmutableArray<byte[]> CommonWords = Target.Words(
        "<checksum type=\"sha256\">", "<location href=\"a\"/>", "<location xml:base=\"file:///\" href=\"../a\"/>", "<size>1</size>", "<timestamp>1</timestamp>", "xml:base=", "type=\"sha512\"",
        "packages=\"1\"", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "&#x10FFFF;", "xmlns=\"", "<open-size>");

    private static readonly ImmutableArray<byte[]> PrimaryWords =
    [
        .. CommonWords, .. Target.Words(
            "<rpm:entry name=\"a\" flags=\"EQ\" epoch=\"0\" ver=\"1\" rel=\"1\"/>", "<rpm:provides>", "<rpm:requires>", "<rpm:supplements>", "<file type=\"dir\">/usr/bin/a</file>", "epoch=\"4294967296\"",
            "pre=\"1\"", "flags=\"GE\"", "<version epoch=\"0\" ver=\"1\" rel=\"1\"/>", "<package type=\"rpm\">", "<format>", "<arch>noarch</arch>", "(a if b else c)"),
    ];

    private static readonly string[] Dependencies =
    [
        "a", "a >= 1:2.0-3", "(a and b)", "(a or b or c)", "(a if b)", "(a if b else c)", "(a unless b else (c or d))", "(a with b < 2)", "(a without b)", "((a and b) or (c if d))", "libc.so.6(GLIBC_2.4)(64bit)",
        "/usr/bin/sh", "(kernel-modules = 6.1-1 if kernel)", "perl(A::B) >= 1.0~rc1^git1",
    ];

    public static ImmutableArray<Target> All { get; } =
    [
        new("repomd", "repomd.xml", input => RepomdReader.Read(StreamOf(input)), () => Fixtures("repos", "repomd.xml")) { Text = TextForm.Xml, Dictionary = CommonWords },
        new("primary", "primary.xml", input => PrimaryXmlReader.Read(StreamOf(input), new Sink()), PrimarySeeds) { Text = TextForm.Xml, Dictionary = PrimaryWords },
        new("filelists", "filelists.xml", input => FilelistsXmlReader.Read(StreamOf(input), new Sink()), FilelistsSeeds) { Text = TextForm.Xml, Dictionary = CommonWords },
        new("comps", "comps.xml: groups", input => CompsReader.Read(StreamOf(input)), () => [Utf8(Comps)])
        {
            Text = TextForm.Xml, Dictionary = Target.Words("<packagereq type=\"conditional\" requires=\"a\">b</packagereq>", "<group>", "<environment>", "<id>a</id>", "<groupid>a</groupid>"),
        },
        new("metalink", "metalinks of mirror managers", input => MetalinkReader.Read(StreamOf(input)), () => [Utf8(Metalink)])
        {
            Text = TextForm.Xml,
            Dictionary = [.. CommonWords, .. Target.Words("<hash type=\"sha256\">", "<url protocol=\"https\" preference=\"100\">", "<mm0:alternates>", "<mm0:timestamp>1</mm0:timestamp>", "preference=\"-1\"")],
        },
        new("modules", "modules.yaml: modularity", input => ModuleMetadataReader.Read(StreamOf(input)), () => [Utf8(Modules)])
        {
            Text = TextForm.Lines,
            Dictionary = Target.Words("---\n", "...\n", "document: modulemd\n", "document: modulemd-defaults\n", "version: 2\n", "  artifacts:\n    rpms:\n    - a-0:1-1.noarch\n", "&a ", "*a", "!!map ", "? ", "{", "[", "%YAML 1.1\n", "\t"),
        },
        new("sqlite", "primary.sqlite", ReadDatabase, SqliteSeeds) { Structure = SqliteStructure.Database, MaxLength = 256 << 10, Dictionary = Target.Words("CREATE TABLE ", "SQLite format 3\0", "TRIGGER", "packages") },
        new("rpm-dependency", "dependencies as text, boolean ones too", ReadDependency, () => Dependencies.Select(Utf8))
        {
            IsRight = exception => exception is Formats.MalformedDataException || Target.IsDiagnosed(exception), MaxLength = 8 << 10,
            Dictionary = Target.Words("(", ")", " and ", " or ", " if ", " else ", " unless ", " with ", " without ", " >= ", " = ", " < ", "1:2-3", "~", "^", "()(64bit)", "(((((((((((("),
        },
    ];

    private const string Comps = """
        <?xml version="1.0" encoding="UTF-8"?>
        <comps>
          <group><id>core</id><name>Core</name><name xml:lang="de">Kern</name><default>true</default><uservisible>false</uservisible>
            <packagelist><packagereq type="mandatory">bash</packagereq><packagereq type="default">vim</packagereq><packagereq type="optional">joe</packagereq>
            <packagereq type="conditional" requires="x">y</packagereq></packagelist></group>
          <environment><id>server</id><name>Server</name><grouplist><groupid>core</groupid></grouplist><optionlist><groupid default="true">more</groupid></optionlist></environment>
          <category><id>c</id></category><langpacks><match name="a" install="b-%s"/></langpacks>
        </comps>
        """;

    private const string Metalink = """
        <?xml version="1.0" encoding="utf-8"?>
        <metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic" xmlns:mm0="http://fedorahosted.org/mirrormanager">
         <files><file name="repomd.xml"><mm0:timestamp>1700000000</mm0:timestamp><size>4000</size>
          <verification><hash type="md5">d41d8cd98f00b204e9800998ecf8427e</hash>
           <hash type="sha256">e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</hash></verification>
          <mm0:alternates><mm0:alternate><mm0:timestamp>1600000000</mm0:timestamp><size>1</size>
           <verification><hash type="sha256">e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</hash></verification></mm0:alternate></mm0:alternates>
          <resources maxconnections="1"><url protocol="https" type="https" location="DE" preference="100">https://mirror.example.org/repodata/repomd.xml</url>
           <url protocol="rsync" type="rsync" preference="99">rsync://mirror.example.org/repodata/repomd.xml</url></resources></file></files>
        </metalink>
        """;

    private const string Modules = """
        ---
        document: modulemd
        version: 2
        data:
          name: nodejs
          stream: "18"
          version: 8020020190
          context: abcdef12
          arch: x86_64
          summary: A module
          dependencies:
          - buildrequires:
              platform: [el8]
            requires:
              platform: [el8, -el9]
              perl: []
          profiles:
            common:
              rpms:
              - nodejs
          artifacts:
            rpms:
            - nodejs-1:18.0.0-1.module.x86_64
            - npm-1:8.0.0-1.module.x86_64
        ...
        ---
        document: modulemd-defaults
        version: 1
        data:
          module: nodejs
          stream: "18"
          profiles:
            "18": [common]
        ...
        """;

    private static IEnumerable<byte[]> PrimarySeeds()
    {
        using var folder = new TempFolder();
        Testing.Rpm.TagsRepository.Write(
            folder.Path,
            [
                "=Pkg: a 1 2 noarch", "=Prv: b = 1:2-3", "=Req: c >= 2", "=Req: (d if e else f)", "=Con: g < 1", "=Obs: h", "=Rec: i", "=Sug: j", "=Sup: (k and l)", "=Enh: m", "=Fil: /usr/bin/a",
                "=Pkg: b 3:1~rc1 2 x86_64", "=Prv: x",
            ]);
        yield return File.ReadAllBytes(Path.Combine(folder.Path, "repodata", "primary.xml"));
        yield return Gunzip("primary.xml.gz")[..(24 << 10)];
    }

    private static IEnumerable<byte[]> FilelistsSeeds() => [Gunzip("filelists.xml.gz")[..(8 << 10)], Utf8(
        """
        <filelists xmlns="http://linux.duke.edu/metadata/filelists" packages="1"><package pkgid="e3b0" name="a" arch="noarch"><version epoch="0" ver="1" rel="1"/>
        <file>/usr/bin/a</file><file type="dir">/usr/lib/b</file><file type="ghost">/c&amp;d</file></package></filelists>
        """)];

    /// <summary>createrepo_c's, of whose packages a few are left.</summary>
    private static IEnumerable<byte[]> SqliteSeeds()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["primary.sqlite"], Gunzip("primary.sqlite.gz"));
        Tool.Require("sqlite3", "sqlite3").Run(folder["primary.sqlite"], "DELETE FROM packages WHERE pkgKey > 4; VACUUM");
        yield return File.ReadAllBytes(folder["primary.sqlite"]);
    }

    private static byte[] Gunzip(string name)
    {
        using var stream = new GZipStream(File.OpenRead(Checkout.Fixture("repos", "azurelinux2", "gz", "repodata", name)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    private static void ReadDatabase(ReadOnlyMemory<byte> input)
    {
        File.WriteAllBytes(DatabasePath, input.Span);
        try
        {
            PrimarySqliteReader.Read(DatabasePath, PositionalSource.OfBytes(input), new Sink());
        }
        finally
        {
            File.Delete(DatabasePath);
        }
    }

    private static void ReadDependency(ReadOnlyMemory<byte> input)
    {
        string text = System.Text.Encoding.UTF8.GetString(input.Span);
        foreach (DependencyContext context in Enum.GetValues<DependencyContext>())
        {
            if (Dependency.TryParse(text, context, out Dependency? dependency, out _)) _ = dependency.ToString();
        }

        Dependency.Parse(text);
    }

    /// <summary>Looks at all it is given.</summary>
    private sealed class Sink : IPrimarySink, IFilelistsSink
    {
        private long _sum;

        public void Package(in PrimaryPackage package) => _sum += package.Name.Length + package.Arch.Length + package.Version.Length + package.Release.Length + package.Location.Length + package.PackageSize;

        public void Dependency(int package, DependencyList list, in PrimaryEntry entry) => _sum += package + entry.Name.Length + entry.Version.Length + entry.Release.Length + entry.Epoch;

        public void File(int package, ReadOnlySpan<byte> path) => _sum += package + path.Length;

        public void Package(ReadOnlySpan<byte> pkgid, IDataPlace place) => _sum += pkgid.Length;

        public void File(ReadOnlySpan<byte> path) => _sum += path.Length;
    }
}

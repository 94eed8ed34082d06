using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Sysusers;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Formats.Ini;
using InitrdComposer.Formats.SystemdStub;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Fuzz.Mutation;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Lock;
using InitrdComposer.Proof.Rules;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>What people write, and locks.</summary>
internal static class TextTargets
{
    private static readonly ImmutableArray<byte[]> TomlWords = Target.Words(
        "[[", "]]", "[a]", "= ", "\"\"\"", "'''", "\\u0000", "\\UFFFFFFFF", "1979-05-27T07:32:00.999999-07:00", "0x", "0b", "1_000", "+inf", "nan", "{ a = 1, }", "a.b.c = 1\n", "\"\" = 1\n", "\u00EF\u00BB\u00BF", "\r\n", "# ");

    public static ImmutableArray<Target> All { get; } =
    [
        new("toml", "TOML 1.0", input => TomlReader.Read(input.Span), TomlSeeds) { Text = TextForm.Lines, Dictionary = TomlWords, MaxLength = 16 << 10 },
        new("ini", "mkosi.conf and .repo files", ReadIni, () => Fixtures("mkosi", "*.conf").Concat(Fixtures("repo-files", "*.repo")))
        {
            Text = TextForm.Lines, MaxLength = 16 << 10, Dictionary = Target.Words("[Match]", "[TriggerMatch]", "[Content]", "Packages=", "\n  ", "#", ";", "[", "]", "=", "\r\n", "\t"),
        },
        new("mkosi-conf", "drop-ins of a recipe in mkosi's format", input => ReadRecipe(DropInRecipe, ("/r/drop.conf", input)), () => Fixtures("mkosi", "*.conf"))
        {
            Text = TextForm.Lines, MaxLength = 16 << 10, IsRight = Target.IsDiagnosed,
            Dictionary = Target.Words("[Match]\n", "Distribution=fedora\n", "Distribution=!debian\n", "Release=>=40\n", "[Content]\n", "Packages=a\n  b\n", "KernelModulesInclude=x.ko\n", "RemoveFiles=/usr/*\n", "%", "|", "Profiles="),
        },
        new("repo-file", "repository files of dnf in a recipe", input => ReadRecipe(RepositoryRecipe, ("/r/a.repo", input)), () => Fixtures("repo-files", "*.repo"))
        {
            Text = TextForm.Lines, MaxLength = 16 << 10, IsRight = Target.IsDiagnosed,
            Dictionary = Target.Words("baseurl=", "metalink=", "mirrorlist=", "enabled=1\n", "gpgcheck=1\n", "gpgkey=file:///a\n", "priority=10\n", "$releasever", "${basearch}", "${", "excludepkgs=a*\n", "file:///", "http://"),
        },
        new("recipe", "recipes", input => RecipeReader.Parse(input.Span, "/r/recipe.toml", null, new MemoryDisk(ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty)), RecipeSeeds)
        {
            Text = TextForm.Lines, MaxLength = 16 << 10, IsRight = Target.IsDiagnosed,
            Dictionary = [.. TomlWords, .. Target.Words("[[repositories]]\n", "[packages]\n", "[roles]\n", "[modules]\n", "[uki]\n", "[budget]\n", "install = [", "cmdline = ", "include = [", "signatures = \"none\"\n", "keys = [", "total = \"10%\"")],
        },
        new("lock", "locks", input => LockReader.Parse(input.Span, "a.lock"), () => [Utf8(Lock)])
        {
            Text = TextForm.Lines, MaxLength = 16 << 10, IsRight = Target.IsDiagnosed, Dictionary = [.. TomlWords, .. Target.Words("[[package]]\n", "[[repository]]\n", "sha256:", "requested-by = [", "role = \"install\"\n", "<<<<<<< ")],
        },
        new("os-release", "os-release and extension-release", input => OsRelease.Read(input.Span, RootPath.Of("/etc/os-release")), () => [Utf8(Release), File.ReadAllBytes(Checkout.Fixture("uki", "osrel"))])
        {
            Text = TextForm.Lines, MaxLength = 8 << 10, IsRight = Target.IsDiagnosed, Dictionary = Target.Words("ID=", "VERSION_ID=", "\"", "'", "\\", "$(", "`", "#", "ARCHITECTURE=", "SYSEXT_LEVEL="),
        },
        new("dracut-conf", "dracut.conf: as much of a shell's language as assignments need", input => _ = ConfReader.Read(input.Span, "a.conf"), () => Fixtures("dracut", "*.conf"))
        {
            Text = TextForm.Lines, MaxLength = 16 << 10, IsRight = Target.IsDiagnosed, Dictionary = Target.Words("+=\" ", "add_dracutmodules", "$(", "${a:-b}", "`", "if [[ ", "fi\n", "<<EOF\n", "EOF\n", "\\\n", "$'\\x00'", "&&", ";;", "case a in\n", "esac\n"),
        },
        new("hwids", "hardware ids of ukify, in JSON", input => HwidJson.Read(input), () => Directory.GetFiles(Checkout.Fixture("uki", "hwids"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes))
        {
            Text = TextForm.Lines, MaxLength = 8 << 10, Dictionary = Target.Words("\"type\":", "\"devicetree\"", "\"uefi-fw\"", "\"hwids\":", "\"\\ud800\"", "\\u0000", "{", "[", "null", "1e999"),
        },
        new("dsse", "envelopes of signed attestations and locks", input => DsseReader.ReadBundle(input), () => [Utf8(Envelope), Utf8($"{Envelope}\n{Envelope}\n")])
        {
            Text = TextForm.Lines, MaxLength = 8 << 10, Dictionary = Target.Words("\"payload\":", "\"payloadType\":", "\"signatures\":[", "\"keyid\":", "\"sig\":", "\"\\ud800\"", "null", "{", "[", "-_==", "\n"),
        },
        new("image-text", "sysusers.d and udev rules of packages", ReadImageText, () => [Utf8(Sysusers), Utf8(Rules)])
        {
            Text = TextForm.Lines, MaxLength = 8 << 10, Dictionary = Target.Words("u a 1:b \"c\" / /bin/sh\n", "g a -\n", "m a b\n", "r - 500-900\n", "%b", "\\x00", "ACTION==\"add\"", "IMPORT{program}=\"a b\"", "RUN+=\"c\"", "\\\n", "PROGRAM=="),
        },
    ];

    private const string DropInRecipe = "distribution = \"fedora\"\nrelease = \"41\"\ndrop-ins = [\"drop.conf\"]\n[[repositories]]\nid = \"a\"\nbaseurl = \"http://a/\"\nsignatures = \"none\"\n[packages]\ninstall = [\"a\"]\n";
    private const string RepositoryRecipe = "distribution = \"fedora\"\nrelease = \"41\"\nrepository-files = [\"a.repo\"]\n[packages]\ninstall = [\"a\"]\n";

    private const string Envelope = """{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"keyid":"a","sig":"AAEC"},{"sig":"-_8="}]}""";

    private const string Release = "NAME=\"Test Linux\"\nID=test\nID_LIKE='a b'\nVERSION_ID=1\nPRETTY_NAME=\"a \\\"b\\\" \\$c\"\n# comment\nSYSEXT_LEVEL=2\n";

    private const string Sysusers = "u root 0 \"Super User\" /root /bin/bash\ng input -\nu! a 5:b - / -\nm a b\nr - 500-900\nu c /usr/bin/c \"x\" - -\n";

    private const string Rules = "# rules\nACTION==\"add\", SUBSYSTEM==\"block\", IMPORT{program}=\"/usr/bin/a --b %k\", \\\n  RUN{builtin}+=\"kmod load $env{MODALIAS}\"\nLABEL=\"end\"\nPROGRAM==\"c\", RESULT==\"?*\", GOTO=\"end\"\n";

    private const string Lock = """
        # Written by `initrd-composer lock`: to be reviewed and committed, not edited.
        schema = 1
        architecture = "x86_64"
        source-date-epoch = 1767225600
        inputs = [
          "architecture: x86_64",
          "install: a",
        ]

        [tools]
        initrd-composer = "0.1.0"

        [[repository]]
        id = "demo"
        baseurl = "http://example.org/repo"
        repomd = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

        [[package]]
        nevra = "a-0:1-2.noarch"
        repository = "demo"
        location = "a-1-2.noarch.rpm"
        size = 1000
        digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        requested-by = ["recipe: a"]
        """;

    private static void ReadIni(ReadOnlyMemory<byte> input)
    {
        foreach (IniDialect dialect in (IniDialect[])[IniDialect.Mkosi, IniDialect.Repo])
        {
            try
            {
                IniReader.Read(input.Span, null, dialect);
            }
            catch (MalformedDataException) when (dialect == IniDialect.Mkosi)
            {
                // The other may take it.
            }
        }
    }

    private static void ReadRecipe(string recipe, params ReadOnlySpan<(string Path, ReadOnlyMemory<byte> Content)> files)
    {
        var all = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach ((string path, ReadOnlyMemory<byte> content) in files) all.Add(path, content);
        RecipeReader.Parse(Utf8(recipe), "/r/recipe.toml", null, new MemoryDisk(all));
    }

    private static void ReadImageText(ReadOnlyMemory<byte> input)
    {
        string text = Encoding.UTF8.GetString(input.Span);
        foreach (string line in text.Split('\n')) SysusersParser.Parse(line);
        foreach (UdevAssignment assignment in UdevRules.Parse(RootPath.Of("/usr/lib/udev/rules.d/a.rules"), text)) _ = assignment.IsCommand;
    }

    private static IEnumerable<byte[]> RecipeSeeds() =>
        Directory.GetFiles(Path.Combine(Checkout.Root, "configs"), "*.toml").Concat(Directory.GetFiles(Path.Combine(Checkout.Root, "sysext"), "*.toml")).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes).Where(bytes => bytes.Length < 16 << 10).Prepend(Utf8(RepositoryRecipe.Replace("repository-files = [\"a.repo\"]\n", "", StringComparison.Ordinal)));

    private static IEnumerable<byte[]> TomlSeeds()
    {
        using var tar = new GZipStream(File.OpenRead(Checkout.Fixture("toml", "toml-test-1.0.0.tar.gz")), CompressionMode.Decompress);
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is TarEntry entry)
        {
            if (entry.DataStream is not { Length: > 0 and < 4096 } stream || !entry.Name.EndsWith(".toml", StringComparison.Ordinal)) continue;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            yield return bytes.ToArray();
        }
    }
}

using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Lock;

/// <summary>Text -> <see cref="LockFile"/>. A lock comes from a repository that many may write to: nothing of it is taken on trust.</summary>
public static class LockReader
{
    /// <summary>The most bytes of a lock. A thousand packages are about one megabyte.</summary>
    public const int MaxLength = 64 << 20;

    private static readonly TomlLimits Limits = new(MaxBytes: MaxLength, MaxDepth: 8);

    /// <param name="path">The lock's file.</param>
    /// <param name="disk">Where it is; null: this machine's.</param>
    /// <exception cref="ComposerException">The file cannot be read, or is no lock.</exception>
    public static LockFile Read(string path, Disk? disk = null) => Parse(ReadBytes(path, disk ?? Disk.Host), path);

    /// <summary>A lock that is to be built: its signature is checked, if the recipe wants one, before it is read.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="recipe">Says who may have signed it; null: there is none, and anybody may.</param>
    /// <param name="disk">Where it is; null: this machine's.</param>
    /// <returns>With the file's own bytes.</returns>
    /// <exception cref="ComposerException">The file cannot be read, is no lock, or is not signed as the recipe wants it (LCK07).</exception>
    public static LockDocument ReadSigned(string path, Recipe? recipe, Disk? disk = null)
    {
        byte[] bytes = ReadBytes(path, disk ?? Disk.Host);
        return recipe is null or { LockSigners.IsEmpty: true } ? LockDocument.Parse(bytes, path) : LockSignature.Read(disk ?? Disk.Host, recipe, path, bytes);
    }

    private static byte[] ReadBytes(string path, Disk disk)
    {
        try
        {
            return TomlFile.Read(disk, path, Limits);
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(LockDiagnostics.Malformed, path, cause);
        }
        catch (ComposerException cause) when (cause.Id == LocalFailure.NotFound)
        {
            throw new ComposerException(cause.Id, cause.Message, cause.Location, "a lock is made by: initrd-composer lock RECIPE", cause);
        }
    }

    /// <param name="utf8">The lock's text.</param>
    /// <param name="path">Its file, for locations.</param>
    /// <exception cref="ComposerException">It is no lock.</exception>
    public static LockFile Parse(ReadOnlySpan<byte> utf8, string path)
    {
        RequireMerged(utf8, path);
        TomlTable table;
        try
        {
            table = TomlReader.Read(utf8, Limits);
        }
        catch (MalformedDataException cause)
        {
            throw ComposerException.Malformed(LockDiagnostics.Malformed, path, cause);
        }

        var root = new LockTable(path, "the lock", table);
        RequireSchema(root);
        ImmutableArray<LockTable> repositories = [.. root.Tables("repository", "[[repository]]")], packages = [.. root.Tables("package", "[[package]]")];
        var file = new LockFile(
            root.Has("inputs") ? [.. root.TextList("inputs")] : throw root.Missing("inputs"),
            root.Text("architecture"),
            root.Number("source-date-epoch", 0, uint.MaxValue),
            [.. repositories.Select(ReadRepository)],
            ReadPackages(packages))
        {
            Tools = [.. root.Texts("tools").Select(tool => new LockedTool(tool.Key, tool.Value))],
            Kernels = [.. root.Tables("kernel", "[[kernel]]").Select(ReadKernel)],
        };
        root.RequireNoOther();
        LockChecks.Require(file, repositories, packages);
        return LockOrder.Sort(file);
    }

    /// <summary>git's markers stand at the beginning of a line, where TOML has nothing like them.</summary>
    private static void RequireMerged(ReadOnlySpan<byte> utf8, string path)
    {
        int line = 1;
        foreach (Range range in utf8.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> text = utf8[range];
            if (text.StartsWith("<<<<<<< "u8) || text.StartsWith(">>>>>>> "u8) || text.StartsWith("||||||| "u8))
            {
                throw new ComposerException(
                    LockDiagnostics.MergeConflict,
                    "unresolved merge conflict",
                    new SourceLocation(path, DataPosition.AtLine(line, 1)),
                    "take either side whole, then run: initrd-composer lock RECIPE");
            }

            line++;
        }
    }

    private static void RequireSchema(LockTable root)
    {
        long schema = root.Number("schema", 1, int.MaxValue);
        if (schema == LockText.Schema) return;
        throw new ComposerException(
            LockDiagnostics.Schema,
            $"schema: got {schema}, expected at most {LockText.Schema}",
            root.LocationOf("schema"),
            "the lock was written by a newer initrd-composer: install that, or lock again");
    }

    /// <summary>What belongs to another kind of repository is a key that nobody asked for.</summary>
    private static LockedRepository ReadRepository(LockTable table)
    {
        string id = table.Text("id");
        LockedRepository repository =
            table.Has("packages") ? new LockedRepository.Folder(id, table.Text("packages"))
            : table.Has("installed") ? new LockedRepository.Installed(id, table.Text("installed"), table.Text("root"))
            : new LockedRepository.Metadata(
                id, table.Text(KeyOf(table)), table.Digest("repomd"), table.Text("revision"))
            {
                List = KeyOf(table) switch { "metalink" => MirrorListKind.Metalink, "mirrorlist" => MirrorListKind.Plain, _ => null },
                Mirrors = KeyOf(table) == "baseurl" ? [.. table.TextList("mirrors")] : [],
                Timestamp = table.OptionalNumber("timestamp", long.MinValue, long.MaxValue),
            };
        repository = repository with { Signatures = ReadSignatures(table) };
        table.RequireNoOther();
        return repository;
    }

    /// <summary>Null in locks from before signatures were checked.</summary>
    private static RepositorySignatures? ReadSignatures(LockTable table)
    {
        if (table.OptionalText("signatures") is not string word) return null;
        SignedParts parts = SignatureNames.Parts.FirstOrDefault(entry => entry.Name == word) is { Name: not null } known
            ? known.Parts
            : throw WrongText(table, "signatures", string.Join(", ", SignatureNames.Parts.Select(entry => entry.Name)));
        RepositoryTrust trust = table.OptionalText("trust") switch
        {
            null => RepositoryTrust.Strict,
            "legacy" => RepositoryTrust.Legacy,
            _ => throw WrongText(table, "trust", "legacy"),
        };
        string[] keys = [.. table.TextList("keys")];
        if (keys.FirstOrDefault(key => TextRules.Fingerprint.Refusal(key) is not null) is string key) throw table.Wrong("keys", TomlText.Quote(key), TextRules.Fingerprint.Refusal(key)!);
        return new(parts, [.. keys.Select(text => new Located<string>(text, default))], [.. table.TextList("key-files").Select(text => new Located<string>(text, default))]) { Trust = trust };
    }

    private static string KeyOf(LockTable table) => table.Has("metalink") ? "metalink" : table.Has("mirrorlist") ? "mirrorlist" : "baseurl";

    private static LockedKernel ReadKernel(LockTable table)
    {
        var kernel = new LockedKernel(table.Text("directory"), table.Text("version"), table.Digest("digest"));
        table.RequireNoOther();
        return kernel;
    }

    /// <summary>All names first: what requested a package may come after it.</summary>
    private static ImmutableArray<LockedPackage> ReadPackages(ImmutableArray<LockTable> tables)
    {
        Nevra[] nevras =
        [
            .. tables.Select(table => NevraText.Parse(table.Text("nevra")) ?? throw WrongText(table, "nevra", "name-[epoch:]version-release.arch")),
        ];
        var names = new ShortNames(nevras);
        return [.. tables.Select((table, index) => ReadPackage(table, nevras[index], names))];
    }

    private static LockedPackage ReadPackage(LockTable table, Nevra nevra, ShortNames names)
    {
        var package = new LockedPackage(
            nevra,
            LockRoles.FromName(table.Text("role")) ?? throw WrongText(table, "role", string.Join(", ", LockRoles.Names)),
            table.Text("repository"),
            ReadLocation(table),
            table.Number("size", 1, long.MaxValue),
            table.Digest("digest"),
            [.. table.Tables("requested-by", "requested-by").Select(edge => ReadEdge(edge, names))])
        {
            Variants = [.. table.TextList("variants")],
        };
        if (package.RequestedBy.IsEmpty) throw table.Wrong("requested-by", "nothing", "at least one reason why the package is here");
        table.RequireNoOther();
        return package;
    }

    /// <summary>It is appended to the repository's URL, or to a folder of the host.</summary>
    private static string ReadLocation(LockTable table)
    {
        string location = table.Text("location");
        return MetadataPath.IsSafe(location) ? location : throw WrongText(table, "location", MetadataPath.Rule);
    }

    private static RequestedBy ReadEdge(LockTable table, ShortNames names)
    {
        RequestedBy edge;
        if (table.Has("package"))
        {
            string name = table.Text("package");
            Nevra package = names.Find(name) ?? throw new ComposerException(
                LockDiagnostics.Packages, $"package: {TomlText.Quote(name)} is not one package of this lock", table.LocationOf("package"));
            edge = table.Has("dlopen") ? ReadDlopen(table, package)
                : table.Has("weak") ? new(package, table.Text("weak"), null, IsWeak: true)
                : new(package, table.Text("requires"), null, IsWeak: false);
        }
        else
        {
            string? file = table.OptionalText("file");
            int? line = (int?)table.OptionalNumber("line", 1, int.MaxValue);
            edge = new(null, table.Text("spec"), file is null || line is not null ? line : throw table.Missing("line"), IsWeak: false) { File = file };
        }

        table.RequireNoOther();
        return edge;
    }

    private static RequestedBy ReadDlopen(LockTable table, Nevra package)
    {
        DlopenPriority priority = DlopenPriorities.FromName(table.Text("priority")) ?? throw WrongText(table, "priority", string.Join(", ", DlopenPriorities.Names));
        return new(package, table.Text("dlopen"), null, priority != DlopenPriority.Required) { Dlopen = new(table.Text("by"), table.OptionalText("feature"), priority) };
    }

    private static ComposerException WrongText(LockTable table, string key, string expected) => table.Wrong(key, TomlText.Quote(table.Text(key)), expected);
}

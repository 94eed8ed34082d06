using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Hwdb;
using InitrdComposer.Tree;

namespace InitrdComposer.Derived;

/// <summary>
/// udev's hardware database, as `systemd-hwdb --usr --strict update` makes it of the image's hwdb.d folders (hwdb(7), systemd-hwdb(8)), whose files are
/// then not needed any more.
/// </summary>
/// <param name="contents">Of all trees.</param>
/// <param name="store">Remembers what was compiled, by its sources; null: nothing is remembered.</param>
internal sealed class HardwareDatabase(IContents contents, IKeyedStore? store)
{
    /// <summary>As <see cref="Origin.Generated"/> names it.</summary>
    public const string Stage = "hwdb";

    /// <summary>The systemd whose database is written, byte for byte.</summary>
    private const int SystemdVersion = 257;

    private static readonly RootPath Compiled = RootPath.Of("/usr/lib/udev/hwdb.bin");

    /// <summary>Where sd-hwdb looks before it looks there, or would (HWDB_BIN_PATHS of src/libsystemd/sd-hwdb/hwdb-internal.h).</summary>
    private static readonly RootPath[] Others =
        [RootPath.Of("/etc/systemd/hwdb/hwdb.bin"), RootPath.Of("/etc/udev/hwdb.bin"), RootPath.Of("/usr/lib/systemd/hwdb/hwdb.bin")];

    private readonly ConcurrentDictionary<Digest, CompiledHwdb> _known = new();

    /// <param name="tree">The final one.</param>
    /// <exception cref="ComposerException">A source is longer than any, or has a line that systemd does not read.</exception>
    public DerivedTree Apply(RootTree tree, HwdbSetting setting)
    {
        if (setting == HwdbSetting.AsPackaged) return new(tree, []);
        ImmutableArray<HwdbPart> parts = HwdbPart.AllOf(tree);
        HashSet<RootPath> going = OfDatabase(tree);
        RootTree left = tree.Without(node => node.Origin == Origin.Parent || going.Contains(node.Path)).WithParents();
        if (setting == HwdbSetting.None) return new(left, []);
        if (parts.IsEmpty) return new(tree, [new(DerivedErrors.NoHwdb, "there is nothing to compile a hardware database of: the image has no hwdb.d", Hint: "the package udev has it")]);

        Digest key = HwdbPart.KeyOf(parts);
        CompiledHwdb compiled = _known.GetOrAdd(key, _ => Find(key) ?? Compile(key, parts));
        if (!left.TryResolve(Compiled, followLast: false, out RootPath place)) place = Compiled;
        var inode = new Inode(Metadata.OfRoot(0b100_100_100), new FileBody.Regular(compiled.File));
        return new(left.With([new(place, inode, new Origin.Generated(Stage))]).WithParents(), compiled.Notices);
    }

    /// <summary>Sources and databases, with folders that hold nothing else.</summary>
    private static HashSet<RootPath> OfDatabase(RootTree tree)
    {
        var found = new HashSet<RootPath>();
        foreach (RootPath database in Others.Append(Compiled))
        {
            if (tree.TryResolve(database, followLast: false, out RootPath place)) found.Add(place);
        }

        foreach (RootPath folder in HwdbPart.Folders)
        {
            RootNode[] entries = [.. ImageText.Entries(tree, folder)];
            RootPath[] sources = [.. entries.Where(HwdbPart.IsSource).Select(entry => entry.Path)];
            found.UnionWith(sources);
            if (sources.Length == entries.Length && tree.TryResolve(folder, followLast: true, out RootPath place)) found.Add(place);
        }

        return found;
    }

    private CompiledHwdb? Find(Digest key) => store?.Find(key) is byte[] stored ? CompiledHwdb.Decode(stored) : null;

    private CompiledHwdb Compile(Digest key, ImmutableArray<HwdbPart> parts)
    {
        if (parts.Sum(part => part.Content?.Length ?? 0) is long length and > HwdbWriter.MaxLength)
        {
            throw new ComposerException(DerivedErrors.UnreadableHwdb, $"hwdb.d: got {length} bytes, expected at most {HwdbWriter.MaxLength}");
        }

        var notices = ImmutableArray.CreateBuilder<Notice>();
        HwdbSource[] sources = [.. parts.Select(part => new HwdbSource(Encoding.Latin1.GetBytes(part.Name), part.Content is null ? ReadOnlyMemory<byte>.Empty : contents.Open(part.Content).ReadAll()))];
        try
        {
            byte[] file = HwdbWriter.Write(sources, SystemdVersion, (source, warning) => notices.Add(
                CompiledHwdb.SkippedLine(Printable.Escape(source.Path.Span), warning.Line, warning.Problem)));
            var compiled = new CompiledHwdb(new(file), notices.DrainToImmutable());
            store?.Store(key, compiled.Encode());
            return compiled;
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(DerivedErrors.UnreadableHwdb, "hwdb.d", e, "leave the file out with remove-files");
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;

namespace InitrdComposer.Formats.Tests.Squashfs;

/// <summary>A tree of 100,000 names of files, by rule: in one folder, in one of long names, and in folders of folders.</summary>
internal sealed class ManyFiles
{
    public const int Count = Flat + Long + Nested;

    private const int Flat = 60_000;
    private const int Long = 20_000;
    private const int Nested = 20_000;
    private const int NameMax = 255;
    private const int Linked = 10;

    private readonly Dictionary<int, SquashfsInode> _linked = [];

    public SquashfsInode Draw() => Folder(
    [
        ("flat", Folder([.. Enumerable.Range(0, Flat).Select(number => (Flattened(number), File(number - (number % Linked == 1 ? 1 : 0))))])),
        ("long", Folder([.. Enumerable.Range(0, Long).Select(number => ($"{number:D6}".PadRight(NameMax, 'n'), File(Flat + number)))])),
        ("nested", Nest(0, Nested)),
    ]);

    private static string Flattened(int number) => $"file-{number:D6}-{new string('x', number % 40)}";

    private SquashfsInode Nest(int first, int count) => count <= 20
        ? Folder([.. Enumerable.Range(first, count).Select(number => ($"{number}", File(Flat + Long + number)))])
        : Folder([.. Enumerable.Range(0, 10).Select(part => ($"{part}", Nest(first + (part * count / 10), count / 10)))]);

    /// <summary>Every tenth is asked for twice: a hard link. Others are sparse, have attributes, or equal each other.</summary>
    private SquashfsInode File(int number)
    {
        if (_linked.TryGetValue(number, out SquashfsInode? known)) return known;
        byte[] content = Encoding.UTF8.GetBytes($"{number % 90_000}");
        if (number % 500 == 3)
        {
            byte[] sparse = new byte[300_000 + number];
            content.CopyTo(sparse, number % 1000 == 3 ? 0 : 290_000);
            content = sparse;
        }

        var body = new SquashfsBody.Regular(PositionalSource.OfBytes(content), number % 3 == 0 ? null : Digest.Sha256Of(content));
        var file = new SquashfsInode(body, 0x1A4 + (number % 8), (uint)(number % 100) * 1000, 70_000, 1_700_000_000 + (uint)number, number % 7 == 0 ? Xattrs(number) : []);
        if (number % Linked == 0) _linked.Add(number, file);
        return file;
    }

    private static ImmutableArray<SquashfsXattr> Xattrs(int number) =>
    [
        new("trusted.number", Encoding.UTF8.GetBytes($"{number % 3000}")),
        new("user.note", Encoding.UTF8.GetBytes(new string('v', number % 200))),
    ];

    private static SquashfsInode Folder((string Name, SquashfsInode Inode)[] entries) => new(
        new SquashfsBody.Directory([.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => new SquashfsEntry(Encoding.UTF8.GetBytes(entry.Name), entry.Inode))]),
        0x1ED, 0, 0, 1_700_000_000, []);
}

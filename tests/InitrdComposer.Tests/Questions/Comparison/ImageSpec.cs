using System.Text;
using InitrdComposer.Attribution;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Questions.Comparison;
using InitrdComposer.Testing.Cpio;

namespace InitrdComposer.Tests.Questions.Comparison;

/// <summary>An initrd of one plain archive, as a test writes it down.</summary>
internal sealed class ImageSpec
{
    private const uint RegularFile = 0x8000;
    private const uint SymbolicLink = 0xA000;
    private const uint Folder = 0x4000;
    private const uint CharacterDevice = 0x2000;

    /// <summary>By path.</summary>
    public SortedDictionary<string, Entry> Entries { get; } = new(StringComparer.Ordinal);

    public ImageSpec File(string path, byte[] content, uint mode = 0b110_100_100, uint user = 0, uint? link = null) => Add(path, new(RegularFile | mode, user, content, link));

    public ImageSpec File(string path, string content, uint mode = 0b110_100_100, uint user = 0) => File(path, Encoding.UTF8.GetBytes(content), mode, user);

    public ImageSpec Link(string path, string target) => Add(path, new(SymbolicLink | 0b111_111_111, 0, Encoding.UTF8.GetBytes(target), null));

    public ImageSpec Directory(string path, uint mode = 0b111_101_101) => Add(path, new(Folder | mode, 0, [], null));

    public ImageSpec Device(string path) => Add(path, new(CharacterDevice | 0b110_000_000, 0, [], null));

    public ImageSpec Copy()
    {
        var copy = new ImageSpec();
        foreach ((string path, Entry entry) in Entries) copy.Entries.Add(path, entry);
        return copy;
    }

    public byte[] ToBytes()
    {
        var archive = new CpioSpec();
        uint ino = 1000;
        foreach ((string path, Entry entry) in Entries)
        {
            // Of hard links all names but the last come without data.
            bool isLast = entry.HardLink is null || Entries.Last(other => other.Value.HardLink == entry.HardLink).Key == path;
            CpioEntry written = CpioEntry.Newc(Encoding.UTF8.GetBytes(path), entry.Mode, isLast ? entry.Content : [], entry.HardLink ?? ino++).With(2, entry.User);
            archive.Entries.Add(entry.HardLink is null ? written : written.With(CpioEntry.Nlink, (uint)Entries.Values.Count(other => other.HardLink == entry.HardLink)));
        }

        return archive.ToBytes();
    }

    /// <summary>Written to a file and compared with another.</summary>
    public static ImageComparison Compare(string folder, ImageSpec a, ImageSpec b) => Compare(folder, a.ToBytes(), b.ToBytes());

    public static ImageComparison Compare(string folder, byte[] a, byte[] b)
    {
        string[] paths = [Path.Combine(folder, "a.initrd"), Path.Combine(folder, "b.initrd")];
        System.IO.File.WriteAllBytes(paths[0], a);
        System.IO.File.WriteAllBytes(paths[1], b);
        (OpenedImage first, OpenedImage second) = ImageComparer.Open(Disk.Host, paths[0], paths[1]);
        return ImageComparer.Compare(Disk.Host, AttributedImage.Of(first), AttributedImage.Of(second));
    }

    private ImageSpec Add(string path, Entry entry)
    {
        Entries[path] = entry;
        return this;
    }

    /// <param name="Mode">Type and permissions.</param>
    /// <param name="HardLink">The inode's number, which further names share; null: it has one name.</param>
    internal sealed record Entry(uint Mode, uint User, byte[] Content, uint? HardLink);
}

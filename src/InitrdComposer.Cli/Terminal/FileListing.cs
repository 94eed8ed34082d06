using System.Globalization;
using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Files of archives and images, a line each as `ls -l` and `tar -tv` write it, or an object each.</summary>
internal static class FileListing
{
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Seconds that a date can be of.</summary>
    private const long LastSecond = 253_402_300_799;

    public static string Line(uint mode, string user, string group, string size, long time, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target) =>
        $"{Mode(mode)} {user,5} {group,5} {size,10} {Time(time)} {Printable.Escape(name)}{(target.IsEmpty ? "" : $" -> {Printable.Escape(target)}")}\n";

    public static string Line(RootNode node)
    {
        Metadata metadata = node.Inode.Metadata;
        string size = node.Inode.Body switch { FileBody.Regular file => $"{file.Content.Length}", FileBody.Device device => $"{device.Major},{device.Minor}", _ => "0" };
        return Line(TypeOf(node.Inode.Body) | metadata.Mode, metadata.User, metadata.Group, size, metadata.ModificationTime, node.Path.Bytes, TargetOf(node));
    }

    /// <summary>Bytes that are no UTF-8 become U+FFFD.</summary>
    public static void Write(Utf8JsonWriter json, OpenedImage image, RootNode node)
    {
        Metadata metadata = node.Inode.Metadata;
        json.WriteStartObject();
        json.WriteString("path", Encoding.UTF8.GetString(node.Path.Bytes));
        json.WriteString("type", TypeName(TypeOf(node.Inode.Body)));
        json.WriteString("mode", Octal(metadata.Mode));
        json.WriteNumber("uid", Number(metadata.User));
        json.WriteNumber("gid", Number(metadata.Group));
        json.WriteNumber("mtime", metadata.ModificationTime);
        if (node.Inode.Body is FileBody.Regular { Content: ImageContent content })
        {
            StoredSize stored = image.StoredSize(content);
            json.WriteNumber("size", content.Length);
            json.WriteNumber("stored", stored.Length);
            if (stored.IsEstimated) json.WriteBoolean("stored_is_estimated", true);
            json.WriteString("sha256", content.Digest.Hex);
            json.WriteNumber("part", content.Part);
        }

        if (node.Inode.Body is FileBody.SymbolicLink link) json.WriteString("target", Encoding.UTF8.GetString(link.Target.Bytes));
        if (node.Inode.Body is FileBody.Device device) json.WriteString("device", $"{device.Major}:{device.Minor}");
        json.WriteEndObject();
    }

    public static string Octal(uint mode) => Convert.ToString(mode & InodeMode.PermissionMask, 8).PadLeft(4, '0');

    public static string TypeName(uint mode) => (mode & InodeMode.TypeMask) switch
    {
        InodeMode.Directory => "directory",
        InodeMode.SymbolicLink => "symlink",
        InodeMode.BlockDevice => "block",
        InodeMode.CharacterDevice => "character",
        InodeMode.Fifo => "fifo",
        InodeMode.Socket => "socket",
        _ => "file",
    };

    public static string Time(long seconds) => Epoch.AddSeconds(Math.Clamp(seconds, 0, LastSecond)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>As `ls -l` writes it.</summary>
    public static string Mode(uint mode)
    {
        Span<char> text = stackalloc char[10];
        text[0] = (mode & InodeMode.TypeMask) switch
        {
            InodeMode.Directory => 'd',
            InodeMode.SymbolicLink => 'l',
            InodeMode.BlockDevice => 'b',
            InodeMode.CharacterDevice => 'c',
            InodeMode.Fifo => 'p',
            InodeMode.Socket => 's',
            _ => '-',
        };
        for (int bit = 0; bit < 9; bit++) text[bit + 1] = (mode & (1u << (8 - bit))) != 0 ? "rwx"[bit % 3] : '-';
        Special(text, 3, (mode & 0x800) != 0, 's');
        Special(text, 6, (mode & 0x400) != 0, 's');
        Special(text, 9, (mode & 0x200) != 0, 't');
        return new string(text);
    }

    /// <summary>setuid, setgid and sticky share the place of an execute bit; a capital says that bit is off.</summary>
    private static void Special(Span<char> text, int place, bool isSet, char letter)
    {
        if (isSet) text[place] = text[place] == 'x' ? letter : char.ToUpperInvariant(letter);
    }

    private static uint TypeOf(FileBody body) => body switch
    {
        FileBody.Directory => InodeMode.Directory,
        FileBody.SymbolicLink => InodeMode.SymbolicLink,
        FileBody.Device { IsBlock: true } => InodeMode.BlockDevice,
        FileBody.Device => InodeMode.CharacterDevice,
        FileBody.Fifo => InodeMode.Fifo,
        FileBody.Socket => InodeMode.Socket,
        _ => InodeMode.Regular,
    };

    private static ReadOnlySpan<byte> TargetOf(RootNode node) => node.Inode.Body is FileBody.SymbolicLink link ? link.Target.Bytes : default;

    /// <summary>Folders that an image does not name are root's.</summary>
    private static long Number(string owner) => long.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}

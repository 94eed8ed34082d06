using InitrdComposer.Formats.Newc;
using InitrdComposer.Testing;

namespace InitrdComposer.Formats.Tests.Newc;

/// <summary>Archives as GNU cpio writes and reads them.</summary>
internal static class CpioTool
{
    /// <summary>Bytes that pad the trailer: 110 of its header and 11 of its name make 121.</summary>
    public const int LastPadding = 3;

    /// <summary>An archive of a folder that holds every kind of file an ordinary user can make.</summary>
    /// <param name="format">newc or crc.</param>
    public static byte[] Archive(string format)
    {
        using var folder = new TempFolder();
        Tool.Require("cpio", "cpio");
        Tool.Require("sh", "dash").Run("-c", $"""
            set -e; cd {folder.Path}; mkdir root; cd root
            mkdir -m 755 dir; mkdir -m 1777 dir/sticky; printf content > dir/file; chmod 640 dir/file; : > dir/empty
            ln -s ../elsewhere dir/link; mkfifo -m 600 dir/fifo; ln dir/file dir/z-hard; ln dir/file dir/a-hard
            head -c 100003 /dev/zero | tr '\0' x > dir/big; touch -d @1700000000 -h dir/* dir
            find . | LC_ALL=C sort | cpio --quiet -o -H {format} > ../archive
            """);
        return File.ReadAllBytes(folder["archive"]);
    }

    /// <summary>What `cpio -itv` lists of an archive.</summary>
    public static string List(byte[] archive)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["archive"], archive);
        return Tool.Require("cpio", "cpio").Run("--quiet", "-itv", "--numeric-uid-gid", "-F", folder["archive"]);
    }

    public static List<(NewcHeader Header, byte[] Name, byte[] Data)> ReadAll(byte[] archive, bool readContent = true)
    {
        var reader = new NewcReader(new MemoryStream(archive));
        List<(NewcHeader, byte[], byte[])> entries = [];
        while (reader.TryReadNext(out NewcEntry entry))
        {
            using var data = new MemoryStream();
            if (readContent) entry.Content.CopyTo(data);
            entries.Add((entry.Header, entry.Name.ToArray(), data.ToArray()));
        }

        return entries;
    }
}

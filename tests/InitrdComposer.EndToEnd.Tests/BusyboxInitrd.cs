using System.Text;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The least that a kernel can start: busybox and a script, and the demo's kernel for it.</summary>
internal static class BusyboxInitrd
{
    /// <summary>An archive whose /init runs commands of busybox, named by their paths, and switches the machine off.</summary>
    public static byte[] Of(DistroFixture distro, string commands)
    {
        byte[] busybox = FileOf(distro.Package("busybox-static-"), path => path.EndsWith("bin/busybox", StringComparison.Ordinal));
        using var archive = new MemoryStream();
        var writer = new NewcWriter(archive);
        writer.Add(new NewcHeader { Ino = 1, Mode = InodeMode.Directory | 0x1ED, Nlink = 2 }, "dev"u8, []);
        writer.Add(new NewcHeader { Ino = 2, Mode = InodeMode.CharacterDevice | 0x180, Nlink = 1, RdevMajor = 5, RdevMinor = 1 }, "dev/console"u8, []);
        writer.Complete();
        string script = $"#!/busybox sh\n{commands}\n/busybox poweroff -f\n";
        return [.. archive.ToArray(), .. Archive(("busybox", 0x81ED, busybox), ("init", 0x81ED, Encoding.ASCII.GetBytes(script)))];
    }

    /// <summary>vmlinuz of the demo's distribution.</summary>
    public static byte[] Kernel(DistroFixture distro) => FileOf(distro.Package("linux-image-6."), path => path.Contains("/vmlinuz", StringComparison.Ordinal));

    public static byte[] Archive(params (string Name, uint Mode, byte[] Data)[] files)
    {
        using var archive = new MemoryStream();
        var writer = new NewcWriter(archive);
        foreach ((string name, uint mode, byte[] data) in files) writer.Add(new NewcHeader { Ino = 1, Mode = mode, Nlink = 1 }, Encoding.ASCII.GetBytes(name), data);
        writer.Complete();
        return archive.ToArray();
    }

    /// <summary>The first file of a package that is wanted.</summary>
    public static byte[] FileOf(string package, Func<string, bool> isWanted)
    {
        using FileStream file = File.OpenRead(package);
        RpmPackageReader reader = RpmPackageReader.Read(file);
        using Stream payload = reader.OpenPayload(file);
        var entries = new RpmPayloadReader(payload, reader.Files);
        while (entries.TryReadNext(out int index, out Stream content))
        {
            if (!reader.Files[index].IsRegular || !isWanted(Encoding.UTF8.GetString(reader.Files[index].Path.Span))) continue;
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        }

        throw new InvalidOperationException($"not in {package}");
    }
}

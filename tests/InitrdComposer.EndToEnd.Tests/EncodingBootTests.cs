using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The last word on encoders: a real kernel unpacks one archive of each behind the other.</summary>
public sealed class EncodingBootTests
{
    /// <summary>More than a block of lz4, and several windows of gzip and zstd.</summary>
    private const int BodyLength = (8 << 20) + 300_000;

    private const string Script = "#!/busybox sh\n/busybox sha256sum /body-*\n/busybox poweroff -f\n";

    [Fact]
    public void TheKernelUnpacksSegmentsOfEveryEncodingInARow()
    {
        DistroFixture distro = DistroFixture.Require();
        Tool timeout = Tool.Require("timeout", "coreutils");
        Tool qemu = Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        byte[] body = Body();
        string digest = Convert.ToHexStringLower(SHA256.HashData(body));
        // lz4 in front of itself and of everything else: only it needs to be told where it ends.
        CompressionFormat[] formats = [.. Compressor.Formats.SelectMany(format => (CompressionFormat[])[format, CompressionFormat.Lz4Legacy])];

        using var folder = new TempFolder();
        File.WriteAllBytes(folder["kernel"], FileOf(distro.Package("linux-image-6."), path => path.Contains("/vmlinuz", StringComparison.Ordinal)));
        using (FileStream image = File.Create(folder["initrd"]))
        {
            var segments = new SegmentRow(image);
            segments.Add(Compressor.Of(CompressionFormat.Zstd), Base(FileOf(distro.Package("busybox-static-"), path => path.EndsWith("bin/busybox", StringComparison.Ordinal))));
            for (int i = 0; i < formats.Length; i++) segments.Add(Compressor.Of(formats[i], Compressor.LevelsOf(formats[i])?.Minimum), Archive(("body-" + i, 0x81A4, body)));
        }

        timeout.Start(
            null, null, "300", qemu.Path, "-m", "768", "-display", "none", "-serial", $"file:{folder["log"]}", "-no-reboot",
            "-kernel", folder["kernel"], "-initrd", folder["initrd"], "-append", "console=ttyS0 panic=-1 rdinit=/init");
        string log = File.ReadAllText(folder["log"]);
        Assert.All(formats.Select((format, i) => $"{digest}  /body-{i}"), line => Assert.Contains(line, log, StringComparison.Ordinal));
    }

    /// <summary>Neither all zeros nor noise.</summary>
    private static byte[] Body()
    {
        var body = new byte[BodyLength];
        for (int i = 0; i < body.Length; i++) body[i] = (byte)((i * 2654435761L) >> 29);
        return body;
    }

    private static byte[] Base(byte[] busybox)
    {
        using var archive = new MemoryStream();
        var writer = new NewcWriter(archive);
        writer.Add(new NewcHeader { Ino = 1, Mode = InodeMode.Directory | 0x1ED, Nlink = 2 }, "dev"u8, []);
        writer.Add(new NewcHeader { Ino = 2, Mode = InodeMode.CharacterDevice | 0x180, Nlink = 1, RdevMajor = 5, RdevMinor = 1 }, "dev/console"u8, []);
        writer.Complete();
        return [.. archive.ToArray(), .. Archive(("busybox", 0x81ED, busybox), ("init", 0x81ED, Encoding.ASCII.GetBytes(Script)))];
    }

    private static byte[] Archive(params (string Name, uint Mode, byte[] Data)[] files)
    {
        using var archive = new MemoryStream();
        var writer = new NewcWriter(archive);
        foreach ((string name, uint mode, byte[] data) in files) writer.Add(new NewcHeader { Ino = 1, Mode = mode, Nlink = 1 }, Encoding.ASCII.GetBytes(name), data);
        writer.Complete();
        return archive.ToArray();
    }

    private static byte[] FileOf(string package, Func<string, bool> isWanted)
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

    /// <summary>Segments behind each other, with the NULs between them that the kernel asks for.</summary>
    private sealed class SegmentRow(Stream output)
    {
        private int _separator;

        public void Add(Compressor compressor, byte[] archive)
        {
            output.Write(new byte[Formats.IO.Alignment.Up(output.Position + _separator, 4) - output.Position]);
            using EncoderStream encoder = compressor.Open(output, 2, archive.Length);
            encoder.Write(archive);
            encoder.Complete();
            _separator = compressor.SeparatorLength;
        }
    }
}

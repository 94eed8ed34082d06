using System.Security.Cryptography;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The last word on encoders: a real kernel unpacks one archive of each behind the other.</summary>
[Collection(BootCollection.Name)]
public sealed class EncodingBootTests
{
    /// <summary>More than a block of lz4, and several windows of gzip and zstd.</summary>
    private const int BodyLength = (8 << 20) + 300_000;

    private const string Script = "/busybox sha256sum /body-*";

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
        File.WriteAllBytes(folder["kernel"], BusyboxInitrd.Kernel(distro));
        using (FileStream image = File.Create(folder["initrd"]))
        {
            var segments = new SegmentRow(image);
            segments.Add(Compressor.Of(CompressionFormat.Zstd), BusyboxInitrd.Of(distro, Script));
            for (int i = 0; i < formats.Length; i++) segments.Add(Compressor.Of(formats[i], Compressor.LevelsOf(formats[i])?.Minimum), BusyboxInitrd.Archive(("body-" + i, 0x81A4, body)));
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

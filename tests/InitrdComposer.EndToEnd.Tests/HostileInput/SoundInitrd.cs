using InitrdComposer.EndToEnd.Tests.HostileInput.Cases;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>The initrd of the sound sample package, made once: what a lie that must have no effect is compared with.</summary>
internal static class SoundInitrd
{
    private static readonly Lazy<byte[]> Bytes = new(() =>
    {
        using var folder = new HostileFolder();
        folder.WritePackages(SamplePackages.Sample());
        ToolResult result = ConfinedProgram.Run(folder, folder.Build());
        Assert.True(result.ExitCode == 0, result.Error);
        return File.ReadAllBytes(PathIn(folder));
    });

    public static void IsSame(HostileFolder folder, ToolResult result) => Assert.Equal(Bytes.Value, File.ReadAllBytes(PathIn(folder)));

    /// <summary>The archives that a case's build made, one behind the other.</summary>
    public static byte[] Unpacked(HostileFolder folder)
    {
        byte[] initrd = File.ReadAllBytes(PathIn(folder));
        using var archives = new MemoryStream();
        for (int position = 0; position < initrd.Length;)
        {
            if (initrd[position] == 0)
            {
                position++;
                continue;
            }

            using DecoderStream archive = Decompressor.OpenFrame(new MemoryStream(initrd, position, initrd.Length - position), CompressionFormat.Zstd, position);
            archive.CopyTo(archives);
            position = (int)archive.CompressedOffset;
        }

        return archives.ToArray();
    }

    private static string PathIn(HostileFolder folder) => Path.Combine(folder.Output, "small.initrd");
}

using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Cpio;

/// <summary>A complete archive that stands in one or several initrds.</summary>
/// <param name="Name">What it holds: "microcode", "userspace-01", "kernel", "generated", or a variant's name.</param>
/// <param name="Layout">Its entries.</param>
/// <param name="Encoder">How it is compressed.</param>
/// <param name="ContentDigest">Of what it unpacks to.</param>
public sealed record Segment(string Name, InitrdLayout Layout, Compressor Encoder, Digest ContentDigest)
{
    /// <summary>Part of <see cref="Key"/>: another way to lay the same files out gets another one.</summary>
    private const string Form = "newc segment 1";

    /// <summary>Names the packed bytes before they exist: the same key, the same bytes.</summary>
    public Digest Key { get; } = Digest.Sha256Of(Encoding.UTF8.GetBytes($"{Form}\n{Encoder}\n{ContentDigest}\n"));
}

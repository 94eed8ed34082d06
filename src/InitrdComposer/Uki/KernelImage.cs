using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>Reads a Linux kernel's version, the text of `uname -r`, out of its image; the places are those that ukify tries, in its order.</summary>
public static partial class KernelImage
{
    /// <summary>Most bytes of a version: __NEW_UTS_LEN of Linux.</summary>
    public const int MaxVersionLength = 64;

    /// <summary>LINUX_ELFNOTE_BUILD_SALT, which distributions set to the version.</summary>
    private const uint BuildSaltNote = 0x100;

    private const int BufferSize = 1 << 20;

    /// <summary>The version, or null if none is found.</summary>
    public static string? ReadVersion(PositionalSource kernel) => FromSetupHeader(kernel) ?? FromElfNote(kernel) ?? FromBanner(kernel);

    /// <summary>x86 boot protocol ("The real-mode kernel header"): kernel_version at 0x20E points to text, less 0x200.</summary>
    private static string? FromSetupHeader(PositionalSource kernel)
    {
        Span<byte> header = stackalloc byte[0x210];
        if (kernel.Length < header.Length) return null;
        kernel.ReadExactlyAt(0, header);
        if (!header[0x202..].StartsWith("HdrS"u8)) return null;

        long start = 0x200 + BinaryPrimitives.ReadUInt16LittleEndian(header[0x20E..]);
        Span<byte> text = stackalloc byte[MaxVersionLength + 1];
        text.Clear();
        int length = start < kernel.Length ? (int)Math.Min(text.Length, kernel.Length - start) : 0;
        kernel.ReadExactlyAt(start, text[..length]);
        int end = text.IndexOf((byte)' ');
        return end > 0 ? Checked(text[..end]) : null;
    }

    private static string? FromElfNote(PositionalSource kernel)
    {
        try
        {
            ElfNote? note = ElfNote.ReadAll(ElfFile.Open(kernel)).FirstOrDefault(note => note is { Owner: "Linux", Type: BuildSaltNote });
            return note is null ? null : Checked(note.Description.Span.TrimEnd((byte)0));
        }
        catch (MalformedDataException)
        {
            return null; // no ELF image: most kernels are none
        }
    }

    /// <summary>linux_banner, where the image is not compressed or an EFI zboot image.</summary>
    private static string? FromBanner(PositionalSource kernel)
    {
        if (KernelFile.ZbootPayload(kernel) is not (CompressionFormat format, PositionalSource data)) return FromBanner(kernel.OpenStream());
        try
        {
            return FromBanner(KernelFile.OpenUnpacked(format, data));
        }
        catch (Exception e) when (e is MalformedDataException or MissingLibraryException)
        {
            return null; // firmware and Linux will tell; the version is not known
        }
    }

    private static string? FromBanner(Stream image)
    {
        const int overlap = 128;
        using Stream stream = image;
        var buffer = new byte[BufferSize];
        for (int kept = 0, length; (length = kept + stream.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false)) > kept; kept = Keep(buffer, length, overlap))
        {
            Span<byte> part = buffer.AsSpan(0, length);
            for (int at; (at = part.IndexOf("Linux version "u8)) >= 0; part = part[(at + 1)..])
            {
                Match match = Banner().Match(Encoding.Latin1.GetString(part[at..Math.Min(part.Length, at + overlap)]));
                if (match.Success) return match.Groups["version"].Value;
            }
        }

        return null;
    }

    /// <summary>Moves the end of what was read to the front, where a banner may have begun.</summary>
    private static int Keep(byte[] buffer, int length, int count)
    {
        int kept = Math.Min(length, count);
        buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        return kept;
    }

    private static string? Checked(ReadOnlySpan<byte> version)
    {
        foreach (byte b in version)
        {
            if (b is <= (byte)' ' or > (byte)'~') return null;
        }

        return version.Length is > 0 and <= MaxVersionLength ? Encoding.ASCII.GetString(version) : null;
    }

    [GeneratedRegex(@"^Linux version (?<version>\d\.[!-~]{1,62}) \(", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Banner();
}

using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.SystemdStub;

/// <summary>
/// What a section .efifw begins with (EfiFwHeader in systemd's efi-firmware.h): its payload is given to firmware whose id .hwids names. As ukify writes it
/// from 262.1 on; earlier ones wrote one byte of the magic.
/// </summary>
/// <param name="IdLength">Bytes of the firmware's id, which follows the header, with its NUL.</param>
/// <param name="PayloadLength">Bytes that follow the id.</param>
public readonly record struct EfiFirmwareHeader(uint IdLength, uint PayloadLength)
{
    public const int Size = 16;

    public const uint Magic = 0xFEED_DEAD;

    private const string Format = ".efifw";

    /// <exception cref="MalformedDataException">Another magic or header length.</exception>
    public static EfiFirmwareHeader Read(ReadOnlySpan<byte> data, long offset)
    {
        var reader = new ByteReader(Format, data, offset);
        uint magic = reader.U32LittleEndian("magic");
        if (magic != Magic) throw new MalformedDataException(Format, offset, "magic", $"0x{magic:X8}", $"0x{Magic:X8}");
        uint length = reader.U32LittleEndian("header_len");
        if (length != Size) throw new MalformedDataException(Format, offset + 4, "header_len", $"{length}", $"{Size}");
        return new(reader.U32LittleEndian("fwid_len"), reader.U32LittleEndian("payload_len"));
    }

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], Size);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], IdLength);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], PayloadLength);
    }
}

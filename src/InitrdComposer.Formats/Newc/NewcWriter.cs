using System.Buffers;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Newc;

/// <summary>
/// Writes a newc archive (070701), entry by entry, in one forward pass. Hard links are the caller's: entries of one inode share ino and have the
/// true nlink, and one of them, any one for the kernel, carries the data. Ends with the trailer padded to 4, as the kernel asks; GNU cpio pads to
/// its block of 512.
/// </summary>
/// <param name="output">Written to; stays open.</param>
public sealed class NewcWriter(Stream output)
{
    private const int Alignment = 4;
    private const int BufferSize = 128 * 1024;

    private long _remaining;
    private bool _completed;

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <summary>Begins an entry; exactly <paramref name="length"/> bytes are written before the next one.</summary>
    /// <param name="header">Everything but magic, filesize, namesize and check, which are set here.</param>
    /// <param name="name">Without NUL; relative, as the kernel makes it below the root.</param>
    /// <param name="length">Bytes of data.</param>
    /// <exception cref="ArgumentException">A name that is empty, over 4095 bytes, has a NUL or is TRAILER!!!, where the kernel would stop; a length of 4 GiB or more.</exception>
    public void Begin(in NewcHeader header, ReadOnlySpan<byte> name, long length = 0)
    {
        if (name.IsEmpty || name.Length >= NewcReader.MaxNameSize || name.Contains((byte)0) || name.SequenceEqual("TRAILER!!!"u8))
        {
            throw new ArgumentException($"no name of an entry: {Printable.Escape(name)}", nameof(name));
        }

        if (length is < 0 or > uint.MaxValue) throw new ArgumentException($"{Printable.Escape(name)}: {length} bytes do not fit into newc", nameof(length));
        if (!InodeMode.IsValid(header.Mode)) throw new ArgumentException($"{Printable.Escape(name)}: no mode: 0x{header.Mode:X}", nameof(header));
        WriteHeader(header, name, (uint)length);
        _remaining = length;
    }

    /// <summary>Writes data of the entry that was begun.</summary>
    /// <exception cref="InvalidOperationException">It is more than the entry's length.</exception>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (data.Length > _remaining) throw new InvalidOperationException($"{data.Length - _remaining} bytes more than the entry's length");
        output.Write(data);
        Position += data.Length;
        _remaining -= data.Length;
    }

    /// <summary>Writes the whole of a source as data of the entry that was begun.</summary>
    public void Write(PositionalSource data)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            while (data.ReadAt(offset, buffer) is int read and > 0)
            {
                Write(buffer.AsSpan(0, read));
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes an entry whose data is at hand.</summary>
    public void Add(in NewcHeader header, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Begin(header, name, data.Length);
        Write(data);
    }

    /// <summary>Ends the archive with its trailer.</summary>
    public void Complete()
    {
        WriteHeader(new NewcHeader { Nlink = 1 }, "TRAILER!!!"u8, 0);
        Pad();
        _completed = true;
    }

    private void WriteHeader(in NewcHeader header, ReadOnlySpan<byte> name, uint length)
    {
        if (_completed) throw new InvalidOperationException("the archive is complete");
        if (_remaining > 0) throw new InvalidOperationException($"{_remaining} bytes of the entry before are missing");
        Pad();
        Span<byte> buffer = stackalloc byte[NewcHeader.Size + NewcReader.MaxNameSize + Alignment];
        (header with { HasChecksum = false, FileSize = length, NameSize = (uint)name.Length + 1, Check = 0 }).Write(buffer);
        name.CopyTo(buffer[NewcHeader.Size..]);
        int end = NewcHeader.Size + name.Length + 1;
        int padded = (int)IO.Alignment.Up(end, Alignment);
        buffer[(end - 1)..padded].Clear();
        output.Write(buffer[..padded]);
        Position += padded;
    }

    private void Pad()
    {
        ReadOnlySpan<byte> padding = [0, 0, 0];
        int count = IO.Alignment.Padding(Position, Alignment);
        output.Write(padding[..count]);
        Position += count;
    }
}

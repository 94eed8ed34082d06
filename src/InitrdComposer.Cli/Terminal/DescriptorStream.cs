using System.Runtime.InteropServices;

namespace InitrdComposer.Cli.Terminal;

/// <summary>
/// Writes to a file descriptor that the program was started with, by the system's own calls: .NET's console opens files of its own before it writes the
/// first byte, and a program that may open none could not even say so. Whoever stops reading what is piped to him (EPIPE) has heard enough.
/// </summary>
/// <param name="number">1 or 2.</param>
/// <param name="fail">Takes the system's reason.</param>
internal sealed partial class DescriptorStream(int number, Action<string> fail) : Stream
{
    private const int GetDescriptorFlags = 1; // F_GETFD, of fcntl(2)
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const short Writable = 4; // POLLOUT, of poll(2)

    // errno values of Linux (asm-generic/errno*.h).
    private const int Eintr = 4;
    private const int Ebadf = 9;
    private const int Eagain = 11;
    private const int Epipe = 32;

    private readonly bool _isOpen = IsInherited(number);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = _isOpen ? Write(number, in MemoryMarshal.GetReference(buffer), (nuint)buffer.Length) : -1;
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int errno = _isOpen ? Marshal.GetLastPInvokeError() : Ebadf;
            if (errno == Eagain) Wait();
            else if (errno != Eintr)
            {
                if (errno != Epipe) fail(Marshal.GetPInvokeErrorMessage(errno));
                return;
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Whether the program was started with it. Where it was not, the runtime has given its number to a file of its own, which must not be written to; those
    /// are closed by exec, and what exec has left open is not.
    /// </summary>
    private static bool IsInherited(int number) => FileControl(number, GetDescriptorFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0;

    /// <summary>Somebody has made it not wait by itself; it is shared with him.</summary>
    private void Wait()
    {
        var request = new PollRequest { File = number, Events = Writable };
        _ = Poll(ref request, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int file, int command);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, in byte bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollRequest requests, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int File;
        public short Events;
        public short Found;
    }
}

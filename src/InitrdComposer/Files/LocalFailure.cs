using System.Runtime.InteropServices;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>What this machine's disk refuses, in words: the path, what was tried, the system's reason, and what helps.</summary>
public static class LocalFailure
{
    public static readonly DiagnosticId Full = new("FLT", 4, FailureKind.LocalIO);
    public static readonly DiagnosticId Quota = new("FLT", 6, FailureKind.LocalIO);
    public static readonly DiagnosticId Broken = new("FLT", 8, FailureKind.LocalIO);
    public static readonly DiagnosticId OtherFileSystem = new("FLT", 9, FailureKind.LocalIO);
    public static readonly DiagnosticId Denied = new("FLT", 10, FailureKind.LocalIO);
    public static readonly DiagnosticId TooManyOpen = new("FLT", 11, FailureKind.LocalIO);
    public static readonly DiagnosticId Vanished = new("FLT", 14, FailureKind.LocalIO);
    public static readonly DiagnosticId WrongKind = new("FLT", 15, FailureKind.LocalIO);
    public static readonly DiagnosticId NotFound = new("FLT", 16, FailureKind.LocalIO);
    public static readonly DiagnosticId Other = new("FLT", 17, FailureKind.LocalIO);
    public static readonly DiagnosticId NotOurs = new("FLT", 18, FailureKind.LocalIO);
    public static readonly DiagnosticId CannotExchange = new("FLT", 19, FailureKind.LocalIO);

    // errno values of Linux (asm-generic/errno*.h).
    private const int Eperm = 1;
    private const int Enoent = 2;
    private const int Eio = 5;
    private const int Eacces = 13;
    private const int Exdev = 18;
    private const int Enotdir = 20;
    private const int Enfile = 23;
    private const int Emfile = 24;
    private const int Efbig = 27;
    private const int Enospc = 28;
    private const int Erofs = 30;
    private const int Edquot = 122;

    /// <param name="path">What was touched.</param>
    /// <param name="attempt">"write", "rename to /out/x".</param>
    /// <param name="errno">The system's reason.</param>
    /// <param name="needed">Bytes that were about to be written, if known: shown beside what is free.</param>
    /// <param name="cause">The exception underneath.</param>
    public static ComposerException Of(string path, string attempt, int errno, long? needed = null, Exception? cause = null)
    {
        DiagnosticId id = errno switch
        {
            Enospc => Full,
            Edquot or Efbig => Quota,
            Eio => Broken,
            Exdev => OtherFileSystem,
            Eperm or Eacces or Erofs => Denied,
            Emfile or Enfile => TooManyOpen,
            Enoent or Enotdir => NotFound,
            _ => Other,
        };
        string space = errno is Enospc or Edquot ? Space(path, needed) : "";
        return new(id, $"cannot {attempt}: {Marshal.GetPInvokeErrorMessage(errno)}{space}", new SourceLocation(path), HintFor(errno), cause);
    }

    /// <summary>Translates what .NET throws.</summary>
    /// <param name="exception">Of a <see cref="Disk"/>.</param>
    /// <inheritdoc cref="Of(string, string, int, long?, Exception?)"/>
    public static ComposerException Of(string path, string attempt, IOException exception, long? needed = null)
    {
        int? errno = exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => Enoent,
            { HResult: > 0 and < 4096 and int number } => number, // .NET on Unix keeps errno here
            _ => null,
        };
        return errno is int known
            ? Of(path, attempt, known, needed, exception)
            : new(Other, $"cannot {attempt}: {exception.Message}", new SourceLocation(path), cause: exception);
    }

    private static string Space(string path, long? needed)
    {
        string wanted = needed is long bytes ? $"{bytes} bytes needed, " : "";
        try
        {
            string full = Path.GetFullPath(path);
            return $" ({wanted}{new DriveInfo(Directory.Exists(full) ? full : Path.GetDirectoryName(full)!).AvailableFreeSpace} bytes free)";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return wanted.Length == 0 ? "" : $" ({wanted.TrimEnd(' ', ',')})";
        }
    }

    private static string? HintFor(int errno) => errno switch
    {
        Enospc => "free some space (or inodes), or choose another folder",
        Exdev => "the temporary file and the output must be on one file system",
        Eacces or Eperm => "check who owns the folder and its permissions",
        Erofs => "choose a folder on a writable file system",
        Emfile or Enfile => "raise the limit of open files (ulimit -n)",
        Efbig => "raise the limit of a file's size (ulimit -f), or choose a folder on a file system that takes larger ones",
        Edquot => "free some of what your quota counts, or choose another folder",
        _ => null,
    };
}

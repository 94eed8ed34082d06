using System.Text;

namespace InitrdComposer.Repository;

/// <summary>Which paths primary metadata names: those of createrepo_c (src/misc.h, cr_is_primary) and, before it, of yum.</summary>
public static class PrimaryFiles
{
    /// <summary>True when a path that primary metadata does not name is nowhere in the repository.</summary>
    public static bool Covers(string path) => Covers(Encoding.UTF8.GetBytes(path));

    /// <inheritdoc cref="Covers(string)"/>
    public static bool Covers(ReadOnlySpan<byte> path) => path.StartsWith("/etc/"u8) || path.SequenceEqual("/usr/lib/sendmail"u8) || path.IndexOf("bin/"u8) >= 0;
}

namespace InitrdComposer.Repository;

/// <summary>Which paths primary metadata names: those of createrepo_c (src/misc.h, cr_is_primary) and, before it, of yum.</summary>
public static class PrimaryFiles
{
    /// <summary>True when a path that primary metadata does not name is nowhere in the repository.</summary>
    public static bool Covers(string path) =>
        path.StartsWith("/etc/", StringComparison.Ordinal) || path == "/usr/lib/sendmail" || path.Contains("bin/", StringComparison.Ordinal);
}

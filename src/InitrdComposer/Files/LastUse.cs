using InitrdComposer.Files.Native;

namespace InitrdComposer.Files;

/// <summary>When a file of a cache was last used: its modification time, for access times are rarely kept.</summary>
internal static class LastUse
{
    /// <summary>Now. A cache that may not be written to does not remember.</summary>
    public static void Note(string path) => _ = Libc.SetTimesToNow(path);
}

namespace InitrdComposer.Files;

/// <summary>When a file of a cache was last used: its modification time, for access times are rarely kept.</summary>
internal static class LastUse
{
    /// <summary>Now.</summary>
    public static void Note(Disk disk, string path)
    {
        try
        {
            disk.Touch(path);
        }
        catch (IOException)
        {
            // A cache that may not be written to does not remember.
        }
    }
}

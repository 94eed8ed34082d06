namespace InitrdComposer.Files;

/// <summary>A file without a name: whatever happens to the process, the kernel gives the space back.</summary>
internal static class TemporaryFile
{
    /// <exception cref="IOException">The system refuses.</exception>
    public static DiskFile Create(Disk disk, string folder)
    {
        string target = Path.Combine(Path.GetFullPath(folder), "initrd-composer-spool");
        Leftovers.RemoveAbandoned(disk, target);
        string path = Leftovers.NameFor(target);
        DiskFile file = disk.Create(path);
        try
        {
            // A run that dies just here leaves an empty file, and the next one removes it.
            disk.Remove(path);
            return file;
        }
        catch (IOException) when (!disk.Has(path))
        {
            return file; // that next one came early
        }
        catch (IOException)
        {
            file.Dispose();
            Leftovers.TryRemove(disk, path);
            throw;
        }
    }
}

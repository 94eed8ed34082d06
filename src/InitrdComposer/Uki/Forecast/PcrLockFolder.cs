using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Components of systemd-pcrlock in a folder such as /var/lib/pcrlock.d: NAME.pcrlock, or NAME.pcrlock.d/VARIANT.pcrlock where there are several.</summary>
public static class PcrLockFolder
{
    /// <summary>Writes the components, each file in one step; one without events is removed if it was there.</summary>
    /// <exception cref="ComposerException">The system refuses.</exception>
    public static void Write(Disk disk, string folder, ImmutableArray<PcrLockComponent> components)
    {
        try
        {
            disk.MakeFolders(folder);
            foreach (PcrLockComponent component in components) Write(disk, Path.Combine(folder, component.Name + ".pcrlock"), component.Variants);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(folder, "write components into", exception);
        }
    }

    private static void Write(Disk disk, string path, ImmutableArray<PcrLockVariant> variants)
    {
        string folder = path + ".d";
        HashSet<string> kept = [];
        if (variants is [{ Events.IsEmpty: false } only])
        {
            AtomicFile.Write(disk, path, only.ToJson());
        }
        else
        {
            if (disk.HasFile(path)) disk.Remove(path);
            if (variants.Length > 1) disk.MakeFolders(folder);
            foreach (PcrLockVariant variant in variants.Length > 1 ? variants : [])
            {
                kept.Add(variant.Name + ".pcrlock");
                AtomicFile.Write(disk, Path.Combine(folder, variant.Name + ".pcrlock"), variant.ToJson());
            }
        }

        if (!disk.HasFolder(folder)) return;
        foreach (string stale in disk.List(folder).Where(name => name.StartsWith("profile-", StringComparison.Ordinal) && !kept.Contains(name))) disk.Remove(Path.Combine(folder, stale));
        if (disk.List(folder).Count == 0) disk.RemoveFolder(folder);
    }
}

namespace InitrdComposer.Formats.Kmod;

/// <summary>How kmod derives a module's name from its file (shared/util.c of kmod 34).</summary>
public static class ModuleName
{
    /// <summary>The last component up to its first dot, '-' written as '_': "kernel/drivers/char/virtio-rng.ko.xz" is "virtio_rng".</summary>
    public static string OfPath(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return Normalize(dot < 0 ? name : name[..dot]);
    }

    /// <summary>The name with '-' written as '_': the two are the same to kmod.</summary>
    public static string Normalize(string name) => name.Replace('-', '_');

    /// <summary>True for "x.ko" and its compressed forms.</summary>
    public static bool IsModuleFile(ReadOnlySpan<byte> fileName) =>
        fileName.EndsWith(".ko"u8) || fileName.EndsWith(".ko.xz"u8) || fileName.EndsWith(".ko.zst"u8) || fileName.EndsWith(".ko.gz"u8);
}

namespace InitrdComposer.Testing;

/// <summary>Ways to spoil a file.</summary>
public static class Damage
{
    /// <summary>Changes one bit of the byte in the middle.</summary>
    public static void FlipByteInTheMiddle(string path) => FlipByte(path, new FileInfo(path).Length / 2);

    /// <summary>Changes one bit of the byte at an offset.</summary>
    public static void FlipByte(string path, long offset)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 1));
    }

    /// <summary>Leaves the first half.</summary>
    public static void Truncate(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(file.Length / 2);
    }
}

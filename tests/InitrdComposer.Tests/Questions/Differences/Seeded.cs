using InitrdComposer.Files;
using InitrdComposer.Questions.Differences;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Questions.Differences;

/// <summary>Two output folders with one file each.</summary>
internal static class Seeded
{
    /// <summary>What is said of them, or null where no byte differs.</summary>
    public static string? Difference(string name, byte[] given, byte[] rebuilt)
    {
        using var folder = new TempFolder();
        foreach ((string side, byte[] bytes) in new[] { ("given", given), ("rebuilt", rebuilt) })
        {
            Directory.CreateDirectory(folder[side]);
            File.WriteAllBytes(Path.Combine(folder[side], name), bytes);
        }

        return OutputComparison.Of(Disk.Host, folder["given"], folder["rebuilt"], []).Differences is [var only] ? only.ToString() : null;
    }

    /// <summary>The same bytes with some others at a place.</summary>
    public static byte[] With(this byte[] bytes, int offset, params ReadOnlySpan<byte> others)
    {
        byte[] changed = [.. bytes];
        others.CopyTo(changed.AsSpan(offset));
        Assert.NotEqual(bytes, changed);
        return changed;
    }

    public static int IndexOf(this byte[] bytes, ReadOnlySpan<byte> part) => bytes.AsSpan().IndexOf(part) is >= 0 and int index ? index : throw new InvalidOperationException("not in it");
}

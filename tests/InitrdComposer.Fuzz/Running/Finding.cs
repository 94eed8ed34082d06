using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Testing;

namespace InitrdComposer.Fuzz.Running;

/// <summary>An input to which a reader's answer was wrong, kept in artifacts/fuzz/findings/TARGET with what happened.</summary>
internal static class Finding
{
    private const int MaxFrames = 3;

    public static string Folder(string target) => Checkout.Artifact("fuzz", "findings", target);

    /// <summary>Where findings of one cause are one: the kind and the innermost frames.</summary>
    public static string CauseOf(Exception exception)
    {
        IEnumerable<string> frames = (exception.StackTrace ?? "").Split('\n').Select(line => line.Trim()).Select(line => line[..Math.Max(0, line.IndexOf('(', StringComparison.Ordinal))]);
        return $"{exception.GetType().FullName} {string.Join(' ', frames.Take(MaxFrames))}";
    }

    /// <summary>Keeps one; the path of the input.</summary>
    /// <param name="target">The reader's.</param>
    /// <param name="cause">Names it: of one cause the first input is kept.</param>
    /// <param name="input">What the reader was given.</param>
    /// <param name="report">What happened, for people.</param>
    public static string Keep(string target, string cause, ReadOnlySpan<byte> input, string report)
    {
        string folder = Directory.CreateDirectory(Folder(target)).FullName;
        string path = Path.Combine(folder, Digest.Sha256Of(Encoding.UTF8.GetBytes(cause)).Hex[..16]);
        if (File.Exists(path)) return path;
        File.WriteAllBytes(path, input);
        File.WriteAllText(path + ".txt", $"{cause}\n\n{report}\n");
        return path;
    }
}

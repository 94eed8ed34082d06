using InitrdComposer.Formats;
using InitrdComposer.Testing;

namespace InitrdComposer.Fuzz.Running;

/// <summary>Inputs of a target as files, each named by its digest.</summary>
internal sealed class CorpusFolder(string path)
{
    /// <summary>How an input is named that was a finding once: it stays, whatever it covers.</summary>
    public const string FoundPrefix = "found-";

    /// <summary>What is in the repository.</summary>
    public static CorpusFolder Committed(Target target) => new(Path.Combine(Checkout.Root, "tests", "fuzz", "corpus", target.Name));

    /// <summary>What runs on this machine have added.</summary>
    public static CorpusFolder Grown(Target target) => new(Checkout.Artifact("fuzz", "corpus", target.Name));

    public int Count => Directory.Exists(path) ? Directory.GetFiles(path).Length : 0;

    /// <summary>By size, then by name.</summary>
    public IEnumerable<(string Name, byte[] Bytes)> Read() =>
        Directory.Exists(path)
            ? Directory.GetFiles(path).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))).OrderBy(file => file.Item2.Length)
            : [];

    public void Add(byte[] input)
    {
        Directory.CreateDirectory(path);
        File.WriteAllBytes(Path.Combine(path, NameOf(input)), input);
    }

    /// <summary>Leaves these, and what was a finding.</summary>
    public void Replace(IReadOnlyCollection<byte[]> inputs)
    {
        Directory.CreateDirectory(path);
        HashSet<string> kept = [.. inputs.Select(NameOf)];
        foreach (string file in Directory.GetFiles(path))
        {
            string name = Path.GetFileName(file);
            if (!kept.Contains(name) && !name.StartsWith(FoundPrefix, StringComparison.Ordinal)) File.Delete(file);
        }

        foreach (byte[] input in inputs) Add(input);
    }

    private static string NameOf(byte[] input) => Digest.Sha256Of(input).Hex[..16];
}

using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Formats;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>What came out of a run, by name: every file of both output folders, and both locks.</summary>
internal sealed partial class Product
{
    private static readonly string[] Images = [".initrd", ".efi", ".raw", ".vmlinuz", "kernel-hashes.json", PackagesOfLock];

    /// <summary>In place of a lock: what it says of packages, without the lines of the recipe that asked for them.</summary>
    private const string PackagesOfLock = ": packages";

    private readonly ImmutableSortedDictionary<string, Digest> _files;

    private Product(IEnumerable<KeyValuePair<string, Digest>> files) => _files = files.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public int Count => _files.Count;

    /// <param name="folder">Holds the folders and locks.</param>
    /// <param name="names">Those of the outputs, in it.</param>
    public static Product In(string folder, params IEnumerable<string> names) => new(names.SelectMany(name => FilesOf(folder, name)));

    /// <summary>
    /// Without what says where packages come from, and which digest such a file has: for runs that take them from somewhere else, or whose recipe is another text.
    /// </summary>
    public Product ImagesAlone() => new(_files.Where(file => Images.Any(end => file.Key.EndsWith(end, StringComparison.Ordinal))));

    /// <summary>Names of files that the other one has not, or has with other bytes.</summary>
    public string[] DifferencesTo(Product other) => [.. _files.Except(other._files).Concat(other._files.Except(_files)).Select(file => file.Key).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<KeyValuePair<string, Digest>> FilesOf(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => KeyValuePair.Create(Path.GetRelativePath(folder, file), Digest.Sha256Of(File.ReadAllBytes(file))));
        }

        string text = File.ReadAllText(path);
        int packages = text.IndexOf("[[package]]", StringComparison.Ordinal);
        string asked = RecipeLine().Replace(packages < 0 ? "" : text[packages..], "");
        return [new(name, Digest.Sha256Of(Encoding.UTF8.GetBytes(text))), new(name + PackagesOfLock, Digest.Sha256Of(Encoding.UTF8.GetBytes(asked)))];
    }

    [GeneratedRegex("(file = \"[^\"]*\", )?line = [0-9]+, ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RecipeLine();
}

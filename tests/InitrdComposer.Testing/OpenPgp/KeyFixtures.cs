using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>The certificates of tests/fixtures/openpgp.</summary>
public static class KeyFixtures
{
    /// <summary>Every file, "folder/name".</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file))
            .Where(file => file.Contains('/') && Path.GetExtension(file) is not (".sig" or ".txt")).Order(StringComparer.Ordinal),
    ];

    private static string Folder => Checkout.Fixture("openpgp");

    public static string PathOf(string file) => Path.Combine(Folder, file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(PathOf(file));

    public static ImmutableArray<Certificate> Read(params string[] files) => [.. files.SelectMany(file => CertificateReader.Read(Bytes(file)))];
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions;

/// <summary>
/// Certificates that systemd takes signatures of root hashes from when the kernel has no key (262, validate_signature_userspace): files called .crt in folders called verity.d,
/// or links to files.
/// </summary>
internal static class VerityCertificates
{
    private const string Folder = "verity.d";

    private static readonly RootPath Null = RootPath.Of("/dev/null");

    /// <summary>In the order in which they count.</summary>
    private static readonly RootPath[] Folders = [.. new[] { "/etc", "/run", "/usr/local/lib", "/usr/lib" }.Select(parent => RootPath.Of($"{parent}/{Folder}"))];

    /// <summary>Whether a file is called like one.</summary>
    public static bool IsOne(RootPath path) => path.Name.EndsWith(".crt"u8) && path.Parent.Name.SequenceEqual("verity.d"u8);

    /// <summary>Their paths. Of one name the first folder's counts, and hides the others where it is empty or a link to /dev/null (conf-files.c).</summary>
    public static IEnumerable<RootPath> FilesOf(RootTree tree)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (RootPath folder in Folders)
        {
            if (!tree.TryResolve(folder, followLast: true, out RootPath physical)) continue;
            foreach (RootNode node in tree.Below(physical).Where(node => node.Path.Parent == physical && node.Path.Name.EndsWith(".crt"u8)))
            {
                string name = Encoding.Latin1.GetString(node.Path.Name);
                bool isHiding = tree.TryResolve(node.Path, followLast: true, out RootPath end) && end == Null;
                FileBody.Regular? file = tree.TryFind(node.Path, out RootNode? target) ? target.Inode.Body as FileBody.Regular : null;
                if (file is { Content.Length: 0 }) isHiding = true;
                if ((isHiding || file is not null) && seen.Add(name) && !isHiding) yield return node.Path;
            }
        }
    }

    /// <summary>The first certificate of a text in PEM. Null: it has none, and systemd goes on without ("Failed to load X509 certificate, ignoring").</summary>
    public static X509Certificate2? TryRead(ReadOnlySpan<byte> text)
    {
        try
        {
            return X509Certificate2.CreateFromPem(Encoding.Latin1.GetString(text));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace InitrdComposer.Transport;

/// <summary>
/// Where something is: a path of this machine, or an http or https URL. Paths are kept apart from <see cref="Uri"/>, which rewrites what looks like
/// an escape in them.
/// </summary>
public sealed class ResourceUrl : IEquatable<ResourceUrl>
{
    private ResourceUrl(string? localPath, Uri? remote) => (LocalPath, Remote) = (localPath, remote);

    /// <summary>Absolute, of a local file or folder; null for a remote one.</summary>
    public string? LocalPath { get; }

    /// <summary>http or https, perhaps with credentials; null for a local one.</summary>
    public Uri? Remote { get; }

    public static ResourceUrl OfPath(string path) => new(Path.GetFullPath(path), null);

    /// <summary>Reads "http://…", "https://…", "file:///…" or a path.</summary>
    /// <param name="text">As a recipe or a lock file writes it.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="url">Null for another scheme, a file URL with a host, and what is no URL.</param>
    public static bool TryParse(string text, string folder, [NotNullWhen(true)] out ResourceUrl? url)
    {
        url = null;
        if (text.Length == 0 || text.Any(char.IsControl)) return false;
        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            string path = text["file:".Length..];
            if (path.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase)) path = path["//localhost".Length..];
            else if (path.StartsWith("///", StringComparison.Ordinal)) path = path[2..];
            if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal)) return false;
            string decoded = Uri.UnescapeDataString(path);
            if (decoded.Any(char.IsControl)) return false;
            url = OfPath(decoded);
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            bool isRemote = Uri.TryCreate(text, UriKind.Absolute, out Uri? remote) && (remote.Scheme == Uri.UriSchemeHttp || remote.Scheme == Uri.UriSchemeHttps);
            if (isRemote) url = new(null, remote);
        }
        else
        {
            url = new(Path.GetFullPath(text, folder), null);
        }

        return url is not null;
    }

    /// <summary>What is below this one; the caller has checked that the path does not climb.</summary>
    /// <param name="relative">As metadata writes it: its percent escapes are decoded once.</param>
    public ResourceUrl Append(string relative)
    {
        string decoded = Uri.UnescapeDataString(relative);
        if (LocalPath is not null) return OfPath(Path.Join(LocalPath, decoded));
        var builder = new UriBuilder(Remote!);
        builder.Path = $"{builder.Path.TrimEnd('/')}/{string.Join('/', decoded.Split('/').Select(Uri.EscapeDataString))}";
        return new(null, builder.Uri);
    }

    /// <summary>Whether a list that is here may send its readers there: as for redirects, not from outside into a private network or to files.</summary>
    public bool MayNameMirror(ResourceUrl mirror) =>
        LocalPath is not null || (mirror.Remote is Uri remote && (!Redirects.IsPrivate(remote) || Redirects.IsPrivate(Remote!)));

    /// <summary>For people and messages: without user name and password.</summary>
    public override string ToString()
    {
        if (LocalPath is not null) return LocalPath;
        var text = new StringBuilder($"{Remote!.Scheme}://{Remote.Host}");
        if (!Remote.IsDefaultPort) text.Append(':').Append(Remote.Port);
        return text.Append(Remote.PathAndQuery).ToString();
    }

    public bool Equals(ResourceUrl? other) => other is not null && LocalPath == other.LocalPath && Remote == other.Remote;

    public override bool Equals(object? obj) => Equals(obj as ResourceUrl);

    public override int GetHashCode() => HashCode.Combine(LocalPath, Remote);
}

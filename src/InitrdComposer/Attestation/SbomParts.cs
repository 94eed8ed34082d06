using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InitrdComposer.Config;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>What bills of materials of all formats say in the same words.</summary>
internal static class SbomParts
{
    /// <summary>On one line: a bill has thousands of entries that nobody reads with his eyes.</summary>
    public static JsonWriterOptions Options => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>In UTC, to the second.</summary>
    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string TextOf(RootPath path) => "/" + Encoding.UTF8.GetString(path.Bytes);

    public static string MadeBy(string stage) => $"made by the stage {stage}";

    /// <summary>What a package was for, and that nothing of it is there, if so.</summary>
    public static string Comment(SbomSource.Package package)
    {
        string roles = string.Join(", ", package.Roles.Distinct().Select(LockRoles.Name));
        return package.Use switch
        {
            PackageUse.Removed => $"role: {roles}; none of its files is in an output",
            PackageUse.Empty => $"role: {roles}; it has no files",
            _ => $"role: {roles}",
        };
    }

    /// <summary>Below the base URL that the lock names, whichever mirror it came from, without the name and password of who fetches; null: there is no such URL.</summary>
    public static string? DownloadLocation(SbomSource.Package package) =>
        package.Repository is LockedRepository.Metadata { List: null } repository && Uri.TryCreate(repository.BaseUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? $"{url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')}/{package.Locked.Location}"
            : null;

    /// <summary>Of the package's file; null: an installed package has none, what is locked is its header's.</summary>
    public static Digest? FileDigest(SbomSource.Package package) => FileDigest(package.Locked, package.Repository);

    /// <inheritdoc cref="FileDigest(SbomSource.Package)"/>
    public static Digest? FileDigest(LockedPackage package, LockedRepository repository) => repository is LockedRepository.Installed ? null : package.Digest;

    /// <summary>Where a package is, in words.</summary>
    public static string SourceOf(string location, string repository) => $"{location} of repository {repository}";
}

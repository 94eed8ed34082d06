using System.Globalization;
using InitrdComposer.Formats;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>Every file and folder below a folder, one line each: path, mode, and the content's digest or the link's target.</summary>
internal static class TreeSnapshot
{
    public static string[] Of(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Options).Select(entry => Line(folder, entry)).Order(StringComparer.Ordinal)];

    /// <summary>What differs, a line each with + or - in front.</summary>
    public static string[] Difference(IEnumerable<string> before, IEnumerable<string> after)
    {
        HashSet<string> old = [.. before], current = [.. after];
        return [.. old.Except(current).Select(line => "- " + line), .. current.Except(old).Select(line => "+ " + line)];
    }

    private static EnumerationOptions Options { get; } = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private static string Line(string folder, FileSystemInfo entry)
    {
        string what = entry switch
        {
            { LinkTarget: string target } => "-> " + target,
            FileInfo { Length: > 0 } file => Digest.Sha256Of(File.ReadAllBytes(file.FullName)).Hex,
            FileInfo => "empty or special",
            _ => "folder",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(folder, entry.FullName)} {Convert.ToString((int)entry.UnixFileMode, 8)} {what}");
    }
}

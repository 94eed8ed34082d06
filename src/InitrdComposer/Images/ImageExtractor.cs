using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>
/// Writes files of an image below a folder, and nowhere else: paths of a tree lead through folders only, links are made when all files are there and never followed, what
/// is in the way of a folder is replaced by one. Owners are not kept, devices not made: that takes root.
/// </summary>
public sealed class ImageExtractor
{
    private const ushort PermissionBits = 0b111_111_111;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Disk _disk;
    private readonly string _folder;
    private readonly ushort _modeMask;
    private readonly List<SkippedFile> _skipped = [];
    private int _files, _folders, _links;
    private long _bytes;

    private ImageExtractor(Disk disk, string folder, ushort modeMask) => (_disk, _folder, _modeMask) = (disk, folder, modeMask);

    /// <param name="chosen">Which files; folders above them are made too.</param>
    /// <param name="folder">Made if it is missing.</param>
    /// <param name="isForced">It may hold files already: those of the same names are replaced.</param>
    /// <param name="keepsSpecialModes">setuid, setgid and sticky too.</param>
    /// <exception cref="ComposerException">The folder is not empty, or the system refuses.</exception>
    public static ExtractedFiles Extract(Disk disk, OpenedImage image, IReadOnlyCollection<RootNode> chosen, string folder, bool isForced, bool keepsSpecialModes)
    {
        string target = Path.GetFullPath(folder);
        var extractor = new ImageExtractor(disk, target, keepsSpecialModes ? (ushort)0xFFF : PermissionBits);
        try
        {
            extractor.Prepare(isForced);
            HashSet<RootPath> paths = [.. chosen.Select(node => node.Path)];
            return extractor.Write(image, image.Tree.SliceWithParents(node => paths.Contains(node.Path)));
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(target, "extract into", exception);
        }
    }

    private void Prepare(bool isForced)
    {
        if (_disk.Status(_folder, followsLinks: true) is { IsFolder: false }) throw new ComposerException(LocalFailure.WrongKind, "is no folder", new SourceLocation(_folder));
        _disk.MakeFolders(_folder);
        if (!isForced && _disk.List(_folder).Count > 0)
        {
            throw new ComposerException(LocalFailure.NotOurs, "is not empty", new SourceLocation(_folder), "choose a new folder, or replace what has the same names with --force");
        }
    }

    private ExtractedFiles Write(OpenedImage image, RootTree tree)
    {
        List<(string Path, ushort Mode)> folders = [];
        List<(string Path, LinkTarget Target)> links = [];
        Dictionary<ImageContent, List<(string Path, ushort Mode)>> files = [];
        foreach (RootNode node in tree)
        {
            if (HostPath(node.Path) is not string path)
            {
                _skipped.Add(new(node.Path, "its name is not UTF-8"));
                continue;
            }

            switch (node.Inode.Body)
            {
                case FileBody.Directory:
                    MakeFolder(path);
                    folders.Add((path, ModeOf(node)));
                    break;
                case FileBody.SymbolicLink link:
                    links.Add((path, link.Target));
                    break;
                case FileBody.Regular { Content: ImageContent content }:
                    if (!files.TryGetValue(content, out List<(string, ushort)>? names)) files.Add(content, names = []);
                    names.Add((path, ModeOf(node)));
                    break;
                default:
                    _skipped.Add(new(node.Path, node.Inode.Body switch { FileBody.Device => "a device", FileBody.Fifo => "a FIFO", _ => "a socket" }));
                    break;
            }
        }

        ImageReader.Read(_disk, image, files.ContainsKey, (content, bytes) => WriteFiles(files[content], bytes));
        foreach ((string path, LinkTarget target) in links) MakeLink(path, target);

        // A folder that may not be written to is so when all is in it.
        foreach ((string path, ushort mode) in Enumerable.Reverse(folders)) _disk.SetMode(path, mode);
        _folders = folders.Count;
        return new(_folder, _files, _folders, _links, _bytes, [.. _skipped]);
    }

    private void MakeFolder(string path)
    {
        if (_disk.Status(path) is { IsFolder: false }) _disk.Remove(path);
        if (!_disk.MakeFolder(path)) _disk.SetMode(path, Disk.OwnersOnly);
    }

    /// <summary>Hard links become files of their own.</summary>
    private void WriteFiles(List<(string Path, ushort Mode)> names, Stream bytes)
    {
        WriteFile(names[0].Path, names[0].Mode, bytes);
        foreach ((string path, ushort mode) in names.Skip(1))
        {
            using var first = FileSource.Open(_disk, names[0].Path);
            using Stream copy = first.OpenStream();
            WriteFile(path, mode, copy);
        }
    }

    private void WriteFile(string path, ushort mode, Stream bytes)
    {
        if (!Clear(path)) return;
        using (DiskFile file = _disk.Create(path))
        {
            using var writer = new FileWriter(file, path);
            bytes.CopyTo(writer);
            writer.Flush();
            _bytes += writer.Length;
        }

        _disk.SetMode(path, mode);
        _files++;
    }

    private void MakeLink(string path, LinkTarget target)
    {
        if (Decoded(target.Bytes) is not string text) _skipped.Add(new(PathIn(path), "a link whose target is not UTF-8"));
        else if (Clear(path))
        {
            _disk.MakeLink(path, text);
            _links++;
        }
    }

    /// <summary>Removes a file that is in the way.</summary>
    /// <returns>False: it is a folder, and stays.</returns>
    private bool Clear(string path)
    {
        if (_disk.Status(path) is not FileStatus there) return true;
        if (there.IsFolder) _skipped.Add(new(PathIn(path), "a folder has its name"));
        else _disk.Remove(path);
        return !there.IsFolder;
    }

    private ushort ModeOf(RootNode node) => (ushort)(node.Inode.Metadata.Mode & _modeMask);

    private string? HostPath(RootPath path) => Decoded(path.Bytes) is string text ? $"{_folder.TrimEnd('/')}/{text}" : null;

    private RootPath PathIn(string path) => RootPath.Of(path[_folder.TrimEnd('/').Length..]);

    private static string? Decoded(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>What was written.</summary>
/// <param name="Bytes">Of all files.</param>
/// <param name="Skipped">What was not, though it was chosen.</param>
public sealed record ExtractedFiles(string Folder, int Files, int Folders, int Links, long Bytes, ImmutableArray<SkippedFile> Skipped);

/// <summary>A file that was not written.</summary>
/// <param name="Reason">In words: what it is, or what is in its way.</param>
public sealed record SkippedFile(RootPath Path, string Reason);

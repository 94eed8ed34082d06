using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmDb;
using InitrdComposer.Images;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>What an image's own rpm database says of its files: images that a package manager made keep it if nobody removes it.</summary>
public static class DatabaseFiles
{
    private const string Source = "the image's rpm database";

    /// <summary>rpm's %_dbpath of today and the one before it (Fedora 36, "RelocateRPMToUsr").</summary>
    private static readonly RootPath[] Folders = [RootPath.Of("usr/lib/sysimage/rpm"), RootPath.Of("var/lib/rpm")];

    /// <summary>Of each of rpm's backends the database and what belongs to it.</summary>
    private static readonly string[][] Databases = [["rpmdb.sqlite", "rpmdb.sqlite-wal", "rpmdb.sqlite-journal"], ["Packages.db"]];

    /// <summary>Null: the image has none that can be read here; rpm's Berkeley DB of before 2021 cannot.</summary>
    /// <param name="disk">Where the image is.</param>
    /// <param name="temporary">Where the database is unpacked, as sqlite needs a file.</param>
    /// <exception cref="ComposerException">The database is not sound, or there is no space.</exception>
    public static KnownFiles? Find(Disk disk, OpenedImage image, string temporary)
    {
        RootNode[] files = Folders.Select(folder => FilesIn(image.Tree, folder)).FirstOrDefault(found => found.Length > 0, []);
        if (files.Length == 0) return null;
        var names = files.ToDictionary(node => (ImageContent)((FileBody.Regular)node.Inode.Body).Content, node => System.Text.Encoding.UTF8.GetString(node.Path.Name));
        using var folder = TemporaryFolder.Create(disk, temporary);
        ImageReader.Read(disk, image, names.ContainsKey, (content, bytes) => folder.Add(names[content], bytes));
        var location = new SourceLocation($"{image.Path}:{files[0].Path.Parent}");
        return KnownFiles.Of(Source, [.. InstalledDatabase.Read(disk, folder.Path, location, temporary).Select(package => HeaderOf(package, location.File))]);
    }

    /// <summary>The database, and the journal without which it is that of an earlier moment; none: there is no database.</summary>
    private static RootNode[] FilesIn(RootTree tree, RootPath folder)
    {
        if (!tree.TryResolve(folder, followLast: true, out RootPath physical)) return [];
        foreach (string[] names in Databases)
        {
            RootNode[] files = [.. names.Select(name => tree.TryGet(physical.Append(name), out RootNode? node) ? node : null).OfType<RootNode>()];
            if (files.Length > 0 && files[0].Path == physical.Append(names[0]) && files.All(file => file.Inode.Body is FileBody.Regular { Content: ImageContent })) return files;
        }

        return [];
    }

    private static PackageHeader HeaderOf(InstalledRpm package, string database)
    {
        try
        {
            return RpmPackageHeader.Of(package.Description, package.HeaderDigest, database);
        }
        catch (MalformedDataException malformed)
        {
            throw RpmDiagnostics.Malformed(database, malformed);
        }
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.PE;
using InitrdComposer.Images;
using InitrdComposer.Sysext;
using InitrdComposer.Sysext.Check;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Questions;

/// <summary>Reads what extensions are merged into: an initrd, alone or in a UKI.</summary>
public static class ExtensionBaseReader
{
    /// <summary>Of a file, in bytes.</summary>
    private const int MaxKept = 64 << 20;

    /// <summary>Programs by which an initrd without modules tells its architecture.</summary>
    private static readonly string[] Programs = ["init", "usr/lib/systemd/systemd", "usr/bin/busybox", "bin/busybox", "usr/bin/bash", "bin/sh", "usr/bin/sh"];

    private static readonly string[] Texts = ["etc/os-release", "usr/lib/os-release"];

    /// <param name="path">An initrd, a UKI whose first profile's initrd is meant, or what else <see cref="ImageReader"/> opens.</param>
    /// <exception cref="ComposerException">It is no image, or a damaged one.</exception>
    public static ExtensionBase Read(Disk disk, string path)
    {
        OpenedImage image = Open(disk, path, []);

        // What is read may be a link to what is not: that is known when the whole archive is, which is read again then.
        HashSet<RootPath> behind = [.. BehindLinks(image.Tree)];
        if (behind.Count > 0) image = Open(disk, path, behind);
        RootTree tree = image.Tree;
        ILookup<bool, (RootPath Path, X509Certificate2? Certificate)> certificates = VerityCertificates.FilesOf(tree)
            .Select(path => (path, VerityCertificates.TryRead((ContentOf(tree, path) ?? default).Span))).ToLookup(file => file.Item2 is not null);
        return new(
            path, tree.TryFind(RootPath.Of("/etc/initrd-release"), out _), OsRelease.Find(tree, KeptContents.Instance), image.Machine is Machine machine ? ExtensionArchitecture.Of(machine) : ArchitectureOf(tree),
            [.. certificates[true].Select(file => file.Certificate!)], [.. Kernels(tree)])
        {
            DamagedCertificates = [.. certificates[false].Select(file => file.Path)],
            StartedUnits = MergingUnits.StartedIn(tree).ToFrozenSet(StringComparer.Ordinal),
        };
    }

    /// <param name="also">Files whose content is wanted beside what always is.</param>
    private static OpenedImage Open(Disk disk, string path, HashSet<RootPath> also)
    {
        HashSet<string> kernelsWithModule = new(StringComparer.Ordinal);
        using var hash = new ContentHash();
        return ImageReader.OpenAs(disk, path, (name, content) =>
        {
            (ReadOnlyMemory<byte> bytes, Digest digest) = hash.Read(content, IsKept(name) ? MaxKept : 0);
            return new KeptContent(content.Length, digest, bytes.ToArray());
        });

        // Of each kernel's modules one is enough to see what they are built for.
        bool IsKept(RootPath path)
        {
            string text = Encoding.Latin1.GetString(path.Bytes);
            string file = text[(text.LastIndexOf('/') + 1)..];
            if (Texts.Contains(text) || Programs.Contains(text) || file is "modules.dep" or "modules.builtin") return true;
            if (VerityCertificates.IsOne(path) || also.Contains(path)) return true;
            int folder = text.IndexOf("lib/modules/", StringComparison.Ordinal);
            return folder >= 0 && ModuleName.IsModuleFile(path.Name) && kernelsWithModule.Add(text[(folder + 12)..].Split('/')[0]);
        }
    }

    /// <summary>Files that were not read, though what leads to them should have been.</summary>
    private static IEnumerable<RootPath> BehindLinks(RootTree tree) =>
        from path in Texts.Select(text => RootPath.Of(text)).Concat(VerityCertificates.FilesOf(tree))
        let node = tree.TryFind(path, out RootNode? found) ? found : null
        where node?.Inode.Body is FileBody.Regular { Content: KeptContent { Bytes.IsEmpty: true, Length: > 0 } }
        select node.Path;

    private static IEnumerable<BaseKernel> Kernels(RootTree tree)
    {
        ILookup<string, ExtensionModule> modules = ExtensionModule.AllOf(tree).ToLookup(module => module.Version, StringComparer.Ordinal);
        ILookup<string, RootPath> files = ExtensionModule.FilesOf(tree).ToLookup(file => file.Version, file => file.Node.Path, StringComparer.Ordinal);
        foreach (IGrouping<string, RootPath> folder in files)
        {
            string? magic = modules[folder.Key].Select(module => ModuleOf(module)?.VersionMagic).FirstOrDefault(value => value is not null);
            yield return new(
                folder.Key, magic, modules[folder.Key].Select(module => module.Name).ToFrozenSet(StringComparer.Ordinal),
                Names(tree, folder, "modules.builtin") ?? FrozenSet<string>.Empty, Names(tree, folder, "modules.dep"));
        }
    }

    /// <summary>The names that begin the lines of an index, up to a colon.</summary>
    private static FrozenSet<string>? Names(RootTree tree, IEnumerable<RootPath> files, string name)
    {
        byte[] wanted = Encoding.ASCII.GetBytes(name);
        if (files.FirstOrDefault(path => path.Name.SequenceEqual(wanted)) is not { IsRoot: false } path || ContentOf(tree, path) is not ReadOnlyMemory<byte> text) return null;
        return Encoding.Latin1.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => ModuleName.OfPath(line.Split(':')[0])).ToFrozenSet(StringComparer.Ordinal);
    }

    private static KernelModule? ModuleOf(ExtensionModule module)
    {
        if (module.Content is not KeptContent { Bytes.IsEmpty: false }) return null;
        try
        {
            return module.Read(KeptContents.Instance);
        }
        catch (MalformedDataException)
        {
            return null; // the base's own modules are not in question here
        }
    }

    private static string? ArchitectureOf(RootTree tree)
    {
        IEnumerable<ElfHeader?> headers = ExtensionModule.AllOf(tree).Select(module => ModuleOf(module)?.Header)
            .Concat(Programs.Select(program => HeaderOf(ContentOf(tree, RootPath.Of(program)))));
        return headers.Where(header => header is not null).Select(header => ExtensionArchitecture.Of(header!.Value)).FirstOrDefault(name => name is not null);
    }

    private static ElfHeader? HeaderOf(ReadOnlyMemory<byte>? content)
    {
        if (content is not { Length: > 0 } bytes) return null;
        try
        {
            return ElfFile.Open(PositionalSource.OfBytes(bytes)).Header;
        }
        catch (MalformedDataException)
        {
            return null; // a script
        }
    }

    private static ReadOnlyMemory<byte>? ContentOf(RootTree tree, RootPath path) =>
        tree.TryFind(path, out RootNode? node) && node.Inode.Body is FileBody.Regular { Content: KeptContent kept } ? kept.Bytes : null;

    /// <param name="Bytes">Empty: they were not asked for.</param>
    private sealed record KeptContent(long Length, Digest Digest, ReadOnlyMemory<byte> Bytes) : FileContent(Length, Digest);

    private sealed class KeptContents : IContents
    {
        public static KeptContents Instance { get; } = new();

        public PositionalSource Open(FileContent content) => PositionalSource.OfBytes(((KeptContent)content).Bytes);
    }
}

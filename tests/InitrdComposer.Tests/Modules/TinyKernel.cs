using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Modules;
using InitrdComposer.Testing;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Modules;

/// <summary>The kernel of tests/fixtures/modules as a tree in memory.</summary>
internal static class TinyKernel
{
    public const string Release = "6.1.0-tiny";
    public const string Folder = "usr/lib/modules/" + Release;

    public static RootTree Unpacked { get; } = RootTree.Of(
        Directory.EnumerateFiles(Checkout.Fixture("modules", "tree"), "*", SearchOption.AllDirectories)
            .Select(path => File(Path.GetRelativePath(Checkout.Fixture("modules", "tree"), path), System.IO.File.ReadAllBytes(path))));

    public static ModuleCatalog Catalog { get; } = Read(Unpacked);

    public static RootNode File(string path, byte[] content) => new(RootPath.Of(path), Inode.File(content), new Origin.Generated("test"));

    public static RootNode Link(string path, string target) => new(RootPath.Of(path), Inode.SymbolicLink(target), new Origin.Generated("test"));

    public static byte[] BytesOf(RootTree tree, string path) =>
        tree.TryGet(RootPath.Of(path), out RootNode? node) && node.Inode.Body is FileBody.Regular { Content: FileContent.Generated content }
            ? content.Bytes.ToArray()
            : throw new InvalidOperationException($"no {path}");

    public static ModuleCatalog Read(RootTree kernel, string architecture = "x86_64", IKeyedStore? cache = null) => ReadAll(kernel, architecture, cache)[0];

    public static ModuleCatalog Read(RootTree kernel, ModuleStorage storage) =>
        ModuleCatalogReader.ReadAll(kernel, new InMemory(), new InMemory(), "x86_64", storage)[0];

    public static ImmutableArray<ModuleCatalog> ReadAll(RootTree kernel, string architecture = "x86_64", IKeyedStore? cache = null) =>
        ModuleCatalogReader.ReadAll(kernel, new InMemory(), new InMemory(), architecture, ModuleStorage.AsPackaged, cache);

    public static ModuleSelectionResult Select(params string[] patterns) => Select(RootTree.Empty, patterns, []);

    public static ModuleSelectionResult Select(RootTree tree, string[] patterns, string[] firmware) =>
        KernelModules.Select(tree, Catalog, new(Located(patterns), Located(firmware)));

    private static ImmutableArray<Located<string>> Located(string[] values) =>
        [.. values.Select((value, i) => new Located<string>(value, new SourceLocation("recipe.toml", DataPosition.AtLine(i + 1, 1))))];

    private sealed class InMemory : IContents
    {
        public PositionalSource Open(FileContent content) => PositionalSource.OfBytes(((FileContent.Generated)content).Bytes);
    }
}

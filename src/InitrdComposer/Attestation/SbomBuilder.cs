using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>Finds out of outputs and a lock what a bill of materials says.</summary>
internal sealed class SbomBuilder
{
    private readonly Recipe _recipe;
    private readonly LockFile _locked;
    private readonly ImmutableArray<AttestedOutput> _outputs;
    private readonly FrozenDictionary<Digest, FileDigest> _digests;
    private readonly FrozenDictionary<string, int> _places;
    private readonly FrozenSet<string> _used;

    private SbomBuilder(Recipe recipe, LockFile locked, ImmutableArray<AttestedOutput> outputs, IContents contents, IKeyedStore? store)
    {
        (_recipe, _locked, _outputs) = (recipe, locked, outputs);
        _digests = FileDigests.Of(outputs.SelectMany(output => output.Nodes).Select(ContentOf).OfType<FileContent>(), contents, store);
        Names = [.. locked.Packages.Select(package => $"{package.Nevra}").Distinct()];
        Folders = [.. outputs.SelectMany(output => output.Nodes.Concat(output.MadeOf)).Select(node => node.Origin).OfType<Origin.Recipe>().Select(FolderOf).Distinct().OrderBy(folder => folder.Path, StringComparer.Ordinal).ThenBy(folder => folder.Kind, StringComparer.Ordinal)];
        _places = Names.Concat(Folders.Select(KeyOf)).Select((name, index) => (name, index)).ToFrozenDictionary(entry => entry.name, entry => entry.index);
        _used = outputs.SelectMany(output => output.Nodes.Where(node => node.Inode.Body is not FileBody.Directory).Concat(output.MadeOf)).Select(node => node.Origin)
            .OfType<Origin.Package>().Select(package => $"{package.Nevra}").ToFrozenSet(StringComparer.Ordinal);
    }

    private ImmutableArray<string> Names { get; }

    private ImmutableArray<SbomSource.Folder> Folders { get; }

    /// <param name="recipe">What was built.</param>
    /// <param name="locked">Of what.</param>
    /// <param name="headers">What the lock's packages say of themselves.</param>
    /// <param name="outputs">What came of it.</param>
    /// <param name="inputs">Of the build.</param>
    /// <param name="contents">Has the files of the outputs.</param>
    /// <param name="store">Keeps digests of files from build to build; null: nothing is kept.</param>
    /// <exception cref="Diagnostics.ComposerException">A file cannot be read again.</exception>
    public static Sbom Of(
        Recipe recipe, LockFile locked, IReadOnlyList<(LockedPackage Package, PackageHeader Header)> headers, ImmutableArray<AttestedOutput> outputs, Digest inputs, IContents contents, IKeyedStore? store) =>
        new SbomBuilder(recipe, locked, outputs, contents, store).Build(headers, inputs);

    private Sbom Build(IReadOnlyList<(LockedPackage Package, PackageHeader Header)> headers, Digest inputs)
    {
        SbomFile[][] files = [.. _outputs.Select(output => output.Nodes.Where(node => ContentOf(node) is not null).Select(FileOf).ToArray())];
        SbomFile[] all = [.. files.SelectMany(ofOutput => ofOutput).Distinct().OrderBy(file => file.Path).ThenBy(file => file.Digest.Sha256.Hex, StringComparer.Ordinal)];
        var index = all.Select((file, i) => (file, i)).ToFrozenDictionary(entry => entry.file, entry => entry.i);
        var names = _outputs.Select((output, i) => (output.File.File, i)).ToFrozenDictionary(entry => entry.File, entry => entry.i, StringComparer.Ordinal);
        return new(
            _recipe.Name, IdOf(inputs), DateTimeOffset.FromUnixTimeSeconds(_locked.SourceDateEpoch), LockedTools.Of(_recipe)[0],
            [
                .. _outputs.Select((output, i) => new SbomOutput(
                    output.File, [.. files[i].Select(file => index[file])], [.. output.Parts.Select(part => names[part])], [.. output.MadeOf.Select(node => SourceOf(node.Origin)).OfType<int>().Distinct()])),
            ],
            [.. all],
            [.. Packages(headers), .. Folders]);
    }

    /// <summary>The same outputs of the same inputs, the same name: a UUID of version 8, of bits that are not random (RFC 9562, 5.8).</summary>
    private Guid IdOf(Digest inputs)
    {
        string text = $"initrd-composer outputs {inputs}\n" + string.Concat(_outputs.Select(output => $"{output.File.Digest} {output.File.File}\n"));
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private IEnumerable<SbomSource> Packages(IReadOnlyList<(LockedPackage Package, PackageHeader Header)> headers)
    {
        ILookup<string, int> wanted = (from package in _locked.Packages
                                       from edge in package.RequestedBy
                                       where edge.Package is not null && _places.ContainsKey($"{edge.Package}")
                                       select (By: $"{edge.Package}", Place: _places[$"{package.Nevra}"])).ToLookup(edge => edge.By, edge => edge.Place);
        var repositories = _locked.Repositories.ToFrozenDictionary(repository => repository.Id, StringComparer.Ordinal);
        return
            from entry in headers
            group entry by $"{entry.Package.Nevra}" into uses
            let locked = uses.First().Package
            let header = uses.First().Header
            select new SbomSource.Package(
                locked, header, [.. uses.Select(use => use.Package.Role)], PackageUrl.Of(locked.Nevra, _recipe.Distribution, _recipe.Release), repositories[locked.Repository],
                _used.Contains(uses.Key) ? PackageUse.Packed : header.Files.Any(file => file.Body is not FileBody.Directory) ? PackageUse.Removed : PackageUse.Empty,
                [.. wanted[uses.Key].Distinct().Order()]);
    }

    private SbomFile FileOf(RootNode node) => new(node.Path, _digests[ContentOf(node)!.Digest], SourceOf(node.Origin), (node.Origin as Origin.Generated)?.Stage);

    private int? SourceOf(Origin origin) => origin switch
    {
        Origin.Package package => _places[$"{package.Nevra}"],
        Origin.Recipe folder => _places[KeyOf(FolderOf(folder))],
        _ => null,
    };

    private SbomSource.Folder FolderOf(Origin.Recipe origin) => origin is Origin.KernelFolder
        ? new("kernel folder", origin.Folder, _locked.Kernels.FirstOrDefault(kernel => kernel.Directory == origin.Folder))
        : new("extra tree", origin.Folder, null);

    /// <summary>No package is called so: spaces are in no NEVRA.</summary>
    private static string KeyOf(SbomSource.Folder folder) => $"{folder.Kind} {folder.Path}";

    private static FileContent? ContentOf(RootNode node) => (node.Inode.Body as FileBody.Regular)?.Content;
}

/// <summary>An output of a build, with what is in it.</summary>
/// <param name="Nodes">What it unpacks to, by path; empty: it is unpacked by nobody.</param>
/// <param name="Parts">Names of other outputs that it holds.</param>
/// <param name="MadeOf">Files that it holds whole, or is.</param>
internal sealed record AttestedOutput(BuiltFile File, ImmutableArray<RootNode> Nodes, ImmutableArray<string> Parts, ImmutableArray<RootNode> MadeOf);

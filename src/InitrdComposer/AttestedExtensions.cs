using System.Collections.Immutable;
using InitrdComposer.Attestation;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Sysext;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>What `sysext build` wrote of one recipe, with what each file holds: what its bills of materials and its provenance are about.</summary>
/// <param name="input">The recipe and its lock.</param>
/// <param name="onBase">The lock of what it extends.</param>
/// <param name="built">Of all recipes.</param>
internal sealed class AttestedExtensions(ExtensionInput input, LockFile onBase, IEnumerable<BuiltExtension> built)
{
    private readonly BuiltExtension[] _built = [.. built.Where(extension => extension.Recipe == input.Recipe.Name)];

    /// <summary>The extension's lock, and beside its packages those of the base that it has files of: of kernels, whose modules and firmware it brings.</summary>
    public LockFile Packages()
    {
        HashSet<string> used =
        [
            .. from extension in _built
               from node in extension.Tree.Files
               where node.Inode.Body is not FileBody.Directory && node.Origin is Origin.Package
               select $"{((Origin.Package)node.Origin).Nevra}",
        ];
        used.ExceptWith(input.Lock.Packages.Select(package => $"{package.Nevra}"));
        return input.Lock with { Packages = [.. input.Lock.Packages, .. onBase.Packages.Where(package => used.Contains($"{package.Nevra}"))], Kernels = onBase.Kernels };
    }

    /// <summary>Images with the files in them, and of an extension that is a folder each file.</summary>
    /// <param name="files">All that was written.</param>
    public ImmutableArray<AttestedOutput> Outputs(IReadOnlyList<BuiltFile> files) => [.. _built.SelectMany(extension => OutputsOf(extension, files))];

    /// <summary>All files that are of this recipe.</summary>
    /// <param name="files">All that was written, but the manifest.</param>
    public IEnumerable<BuiltFile> Files(IReadOnlyList<BuiltFile> files) => AttestationFiles.OutputsOf(input.Recipe.Name, files, [.. _built.Select(extension => extension.File)]);

    private static IEnumerable<AttestedOutput> OutputsOf(BuiltExtension extension, IReadOnlyList<BuiltFile> files)
    {
        if (files.FirstOrDefault(file => file.File == extension.File) is BuiltFile image) return [new(image, [.. extension.Tree.Files], [], [])];
        Dictionary<string, RootNode> nodes = extension.Tree.Files.ToDictionary(node => extension.File + SbomParts.TextOf(node.Path), StringComparer.Ordinal);
        return files.Where(file => file.Target is null && nodes.ContainsKey(file.File)).Select(file => new AttestedOutput(file, [], [], [nodes[file.File]]));
    }
}

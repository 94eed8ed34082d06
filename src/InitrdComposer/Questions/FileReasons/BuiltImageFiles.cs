using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Modules;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>What the output folder of a build says of one image's files: manifest, lock and recipe, laid side by side.</summary>
internal sealed class BuiltImageFiles
{
    private readonly WrittenFiles _files;
    private readonly Recipe _recipe;
    private readonly Dictionary<string, WrittenModule> _modules;
    private readonly Dictionary<string, LockedPackage> _packages;

    private BuiltImageFiles(WrittenFiles files, Recipe recipe, LockFile locked, string lockPath)
    {
        (_files, _recipe, Lock, LockPath) = (files, recipe, locked, lockPath);
        _modules = files.Modules.Values.DistinctBy(module => module.Name).ToDictionary(module => module.Name, StringComparer.Ordinal);
        _packages = locked.Packages.DistinctBy(package => $"{package.Nevra}").ToDictionary(package => $"{package.Nevra}", StringComparer.Ordinal);
    }

    public LockFile Lock { get; }

    public string LockPath { get; }

    /// <param name="folder">The output folder.</param>
    /// <param name="image">By its name.</param>
    /// <exception cref="ComposerException">No build wrote it, or recipe or lock are not those it was built from.</exception>
    public static BuiltImageFiles Read(Disk disk, string folder, string image)
    {
        var built = BuiltFolder.Read(disk, folder);
        return new(WrittenFiles.Read(disk, folder, image), RecipeReader.Parse(built.Recipe.Bytes.Span, built.Recipe.File, disk: disk), LockReader.Parse(built.Lock.Bytes.Span, built.Lock.File), built.Lock.File);
    }

    /// <summary>What brought a file; null: the manifest does not know it.</summary>
    public WrittenOrigin? OriginOf(RootPath path) => _files.Files.GetValueOrDefault(Written(path))?.Origin;

    /// <summary>The package that brought a file; null: none of the lock did.</summary>
    public LockedPackage? PackageOf(RootPath path) => OriginOf(path) is WrittenOrigin.Package package ? _packages.GetValueOrDefault(package.Nevra) : null;

    /// <summary>The recipe's line that brought a folder of the host; null: of another origin.</summary>
    public string? PlaceOf(WrittenOrigin? origin) => origin switch
    {
        WrittenOrigin.ExtraTree tree => _recipe.ExtraTrees.Select(extra => extra.Source).FirstOrDefault(source => source.Value == tree.Folder) is { Value: not null } source ? $"{source.Location}" : null,
        WrittenOrigin.KernelDirectory kernel => _recipe.Roles.Kernels.OfType<KernelSource.Directory>().Select(directory => directory.Path).FirstOrDefault(path => path.Value == kernel.Folder) is { Value: not null } path ? $"{path.Location}" : null,
        _ => null,
    };

    /// <summary>The module at a path; null: none that the build chose.</summary>
    public string? ModuleAt(RootPath path) => _files.Modules.GetValueOrDefault(Written(path))?.Name;

    /// <summary>From the module that a pattern chose to this one.</summary>
    public ImmutableArray<ModuleStep> ChainTo(string module)
    {
        var chain = new List<ModuleStep>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? name = module; name is not null && seen.Add(name) && _modules.TryGetValue(name, out WrittenModule? one); name = one.NeededBy)
        {
            chain.Insert(0, new(one.Name, one.Pattern is string pattern ? (pattern, PlaceOf(pattern)) : null, one.Kind switch
            {
                ModuleDependencyKind.Symbols => "uses its symbols",
                ModuleDependencyKind.Soft => "wants it loaded (softdep)",
                ModuleDependencyKind.Weak => "may ask for it (weakdep)",
                _ => null,
            }));
        }

        return [.. chain];
    }

    private string? PlaceOf(string pattern) =>
        _recipe.Modules.Include.Concat(_recipe.Variants.SelectMany(variant => variant.Modules)).FirstOrDefault(element => element.Value == pattern) is { Value: not null } found ? $"{found.Location}" : null;

    /// <summary>As the manifest writes a path: bytes that are no UTF-8 are U+FFFD there.</summary>
    private static RootPath Written(RootPath path) => RootPath.Of(Encoding.UTF8.GetString(path.Bytes));
}

using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Derived;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Libraries;
using InitrdComposer.Lock;
using InitrdComposer.Modules;
using InitrdComposer.Removal;
using InitrdComposer.Root;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>The trees of all initrds of a recipe: its own userspace and each variant's, with each kernel.</summary>
/// <param name="Initrds">The recipe's own come first.</param>
/// <param name="Scriptlets">Of all packages; none was run.</param>
/// <param name="Notices">Each once, however many initrds it is about.</param>
internal sealed record InitrdTrees(ImmutableArray<InitrdTree> Initrds, ImmutableArray<ScriptletReport> Scriptlets, ImmutableArray<Notice> Notices)
{
    /// <param name="recipe">What is built.</param>
    /// <param name="locked">Its packages.</param>
    /// <param name="userspaces">Installed packages.</param>
    /// <param name="kernels">None: the initrds hold no modules.</param>
    /// <param name="contents">Of the userspaces: configuration is read, nothing else.</param>
    /// <param name="needs">Knows what files need of each other.</param>
    /// <param name="derived">Compiles files of what is left.</param>
    /// <exception cref="ComposerException">The recipe does not fit the packages.</exception>
    public static InitrdTrees Of(
        Recipe recipe, LockFile locked, ImmutableArray<Userspace> userspaces, ImmutableArray<ModuleCatalog> kernels, IContents contents, NeedsCatalog needs, DerivedFiles derived)
    {
        var libraries = new LibraryRemoval(needs, locked.Packages);
        ImmutableArray<InitrdTree>.Builder initrds = ImmutableArray.CreateBuilder<InitrdTree>();
        var scriptlets = new List<ScriptletReport>();
        var notices = new List<Notice>();
        var whole = new List<RootTree>();
        foreach (Userspace userspace in userspaces)
        {
            Finalized finalized = Finalizer.Apply(userspace.Tree, contents, recipe.Finalize, userspace.Headers, locked.SourceDateEpoch);
            scriptlets.AddRange(finalized.Scriptlets);
            notices.AddRange(finalized.Notices);
            if (kernels.IsEmpty) Add(null, new(finalized.Tree, Modules: 0), []);
            foreach (ModuleCatalog kernel in kernels)
            {
                ModuleSelectionResult modules = KernelModules.Select(finalized.Tree, kernel, PatternsOf(recipe, userspace.Variant));
                notices.AddRange(modules.Notices);
                Add(kernel.KernelVersion, KernelModules.Index(modules.Tree, kernel, recipe.Modules.Index), modules.Modules);
            }

            void Add(string? kernel, IndexedTree indexed, ImmutableArray<SelectedModule> modules)
            {
                whole.Add(indexed.Tree);
                LibraryRemovalResult left = libraries.Apply(RemoveFiles.Apply(indexed.Tree, recipe.Finalize.RemoveFiles), recipe.Finalize.RemoveWithLibraries, contents);
                InitLink.Require(left.Tree);
                DlopenCheck.Require(left.Tree, needs.Of(left.Tree), _ => true, contents, recipe.Path);
                DerivedTree done = derived.Apply(left.Tree, contents, recipe.Finalize, recipe.Architecture);
                notices.AddRange(done.Notices);
                initrds.Add(new(kernel, userspace.Variant, done.Tree)
                {
                    Removed = left.Removed,
                    Modules = [.. modules.Where(module => left.Tree.Contains(module.Path))],
                    IndexedModules = indexed.Modules,
                });
            }
        }

        RemovalPatterns.RequireMatches(recipe.Finalize.RemoveFiles.Concat(recipe.Finalize.RemoveWithLibraries), whole);
        return new(initrds.DrainToImmutable(), [.. scriptlets.Distinct()], [.. notices.Distinct()]);
    }

    private static ModuleSelection PatternsOf(Recipe recipe, string? variant) => variant is null
        ? recipe.Modules
        : recipe.Modules with { Include = [.. recipe.Modules.Include, .. recipe.Variants.Single(candidate => candidate.Name == variant).Modules] };
}

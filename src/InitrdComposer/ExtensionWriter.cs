using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Manifest;
using InitrdComposer.Sysext;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>Writes composed extensions, one after the other: each uses all processors.</summary>
/// <param name="contents">Of bases and extensions.</param>
/// <param name="outputs">Takes the images.</param>
/// <param name="tools">Where file systems are kept before they are hashed.</param>
internal sealed class ExtensionWriter(IContents contents, Outputs outputs, ComposerTools tools)
{
    private static readonly RootPath Sysusers = RootPath.Of("/usr/lib/sysusers.d");

    /// <returns>With what is to be known of it.</returns>
    /// <exception cref="ComposerException">The base does not say what it is, the disk is full, or the signer does not sign.</exception>
    public (BuiltExtension Extension, ImmutableArray<Notice> Notices) Write(ComposedExtension extension)
    {
        ExtensionSettings settings = extension.Input.Settings;
        var image = new ExtensionImage(settings, ArchitectureOf(extension.Input.Recipe), extension.Input.Lock.SourceDateEpoch, extension.Input.Signer);
        RootTree onBase = extension.Surface.Tree;
        ImmutableSortedDictionary<string, string> osRelease = OsRelease.Find(onBase, contents) ?? ImmutableSortedDictionary<string, string>.Empty;
        RootTree tree = image.WithRelease(extension.Tree.Files, extension.Name, osRelease);
        var owners = OwnerNumbers.Of(onBase, contents);
        ImmutableArray<ScriptletReport> scriptlets = ScriptletClassifier.Classify(extension.Headers, onBase.With(tree), contents, extension.Input.Recipe.Finalize.IgnoreScriptlets);
        ImmutableArray<Notice> notices =
        [
            .. extension.Tree.Notices, .. owners.Unknown(tree).Select(notice => notice with { Hint = "the base must have it" }), .. NoticesOf(extension, tree),
            .. Finalizer.UnknownScriptlets(scriptlets),
        ];

        string file = settings.Format == ExtensionFormat.Directory ? extension.Name : extension.Name + settings.Kind.Suffix;
        Digest? rootHash = null;
        if (settings.Format == ExtensionFormat.Directory) outputs.WriteTree(settings.Kind.Name, file, tree, contents);
        else rootHash = outputs.WriteAll<Digest?>([new(settings.Kind.Name, file, stream => image.Write(extension.Name, tree, contents, owners, tools.Disk, tools.SpoolFolder, stream))])[0];
        var built = new BuiltExtension(
            extension.Input.Recipe.Name, extension.Name, settings.Kind.Name, extension.Kernel, file, rootHash, extension.Input.Signer is not null, extension.Tree with { Files = tree }, extension.Input.Lock.Packages, scriptlets);
        return (built, notices);
    }

    private static string ArchitectureOf(Recipe recipe) => ExtensionArchitecture.OfRpm(recipe.Architecture)
        ?? throw new ArgumentException($"systemd has no name for {recipe.Architecture}", nameof(recipe));

    private static IEnumerable<Notice> NoticesOf(ComposedExtension extension, RootTree tree)
    {
        ExtensionSettings settings = extension.Input.Settings;
        if (extension.Tree.LeftOut is [RootPath first, .. var others])
        {
            yield return new(
                ExtensionRules.Outside, $"{extension.Name}: {first}{(others.IsEmpty ? "" : $" and {others.Length} more")}: a {settings.Kind} brings nothing outside of {string.Join(" and ", settings.Kind.Hierarchies)}; manifest.json has each; finalize.remove-files says that it is known");
        }

        if (tree.Below(Sysusers).FirstOrDefault(node => node.Inode.Body is FileBody.Regular) is RootNode users)
        {
            yield return new(ExtensionErrors.NotApplied, $"{extension.Name}: {users.Path}: nobody makes its users after a merge; the base must have them");
        }

        if (settings.Scope.Contains("initrd") && extension.Input.Signer is null)
        {
            yield return new(
                ExtensionErrors.Unsigned,
                settings.Format == ExtensionFormat.Ddi
                    ? $"{extension.Name}: is not signed: from the ESP an initrd merges signed images only"
                    : $"{extension.Name}: is no disk image, which alone can be signed: from the ESP an initrd merges signed images only");
        }
    }
}

using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Finalize.Presets;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Finalize.Sysusers;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>Turns installed packages into an initrd: what mkosi does by running systemd's tools in the image, done here on the tree.</summary>
public static class Finalizer
{
    /// <param name="tree">Packages, extra trees and kernel modules.</param>
    /// <param name="contents">Of the tree: configuration is read, nothing else.</param>
    /// <param name="settings">The recipe's.</param>
    /// <param name="headers">Of the packages in the tree, for their scriptlets.</param>
    /// <param name="epoch">SOURCE_DATE_EPOCH in seconds since 1970: the day that /etc/shadow names.</param>
    /// <exception cref="ComposerException">The image has no init or no os-release, or a line of the recipe does not fit.</exception>
    public static Finalized Apply(
        RootTree tree, IContents contents, FinalizeSettings settings, IReadOnlyList<PackageHeader> headers, long epoch)
    {
        ImmutableArray<Notice>.Builder notices = ImmutableArray.CreateBuilder<Notice>();
        foreach (Func<RootTree, Step> step in new Func<RootTree, Step>[]
        {
            current => InitLink.Apply(current),
            current => InitrdRelease.Apply(current, contents),
            current => MachineId.Apply(current),
            current => Alternatives.Apply(current, headers),
            current => SysusersStep.Apply(current, contents, epoch),
            current => DeviceMapper.Apply(current),
            current => CryptsetupCredentials.Apply(current),
            current => PresetsStep.Apply(current, contents, settings.Presets),
            current => ExtensionColdplug.Apply(current),
        })
        {
            Step done = step(tree);
            tree = done.Tree;
            notices.AddRange(done.Notices);
        }

        ImmutableArray<ScriptletReport> scriptlets = ScriptletClassifier.Classify(headers, tree, contents, settings.IgnoreScriptlets);
        notices.AddRange(UnknownScriptlets(scriptlets));
        return new(tree.WithParents(), notices.DrainToImmutable(), scriptlets);
    }

    /// <summary>One a scriptlet that was not run and of which nobody knows whether it matters.</summary>
    internal static IEnumerable<Notice> UnknownScriptlets(IEnumerable<ScriptletReport> scriptlets) =>
        scriptlets.Where(report => report.Verdict is ScriptletVerdict.Unknown).Select(UnknownScriptlet);

    private static Notice UnknownScriptlet(ScriptletReport report) => new(
        FinalizeErrors.UnknownScriptlet,
        $"{report.Package}: {report.Kind} is not run, and nothing is known of: {((ScriptletVerdict.Unknown)report.Verdict).Command.ToPrintable()}",
        Hint: $"when it does not matter for an initrd, add \"{report.Package.Name}\" to ignore-scriptlets");
}

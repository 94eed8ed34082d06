using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>Will these extensions be merged into that base, and will their modules load? Asked before anything boots.</summary>
public static class ExtensionCheck
{
    /// <param name="paths">Disk images, squashfs images or folders; together they are what is merged.</param>
    /// <returns>A report for each, in their order.</returns>
    /// <exception cref="ComposerException">A file is missing or cannot be read; what is wrong with one is in its report.</exception>
    public static ImmutableArray<ExtensionReport> Of(Disk disk, IReadOnlyList<string> paths, ExtensionBase @base, ExtensionDemands demands)
    {
        List<OpenedExtension> images = [];
        try
        {
            foreach (string path in paths) images.Add(OpenedExtension.Open(disk, path, @base, demands));
            ILookup<(int Index, string Version), string> modules = images
                .SelectMany((image, index) => (image.Tree is null ? [] : ExtensionModule.AllOf(image.Tree)).Select(module => (Key: (index, module.Version), module.Name)))
                .ToLookup(module => module.Key, module => module.Name);
            List<ImmutableArray<ExtensionFinding>.Builder> findings = [.. images.Select(image => image.Findings.ToBuilder())];
            for (int i = 0; i < images.Count; i++)
            {
                int own = i;
                ILookup<string, string> others = modules.Where(group => group.Key.Index != own).SelectMany(group => group.Select(name => (group.Key.Version, name))).ToLookup(pair => pair.Version, pair => pair.name);
                if (images[i].Tree is RootTree tree) findings[i].AddRange(ModuleRules.Check(tree, ImageContents.Instance, @base, others));
            }

            int[] read = [.. Enumerable.Range(0, images.Count).Where(i => images[i].Tree is not null)];
            foreach ((int index, ExtensionFinding finding) in CollisionRules.Check([.. read.Select(i => (images[i].Path, images[i].Kind, images[i].Tree!, images[i].IsFolder))])) findings[read[index]].Add(finding);
            return [.. images.Select((image, i) => new ExtensionReport(image.Path, image.Name, image.Kind, image.Form, findings[i].ToImmutable()))];
        }
        finally
        {
            foreach (OpenedExtension image in images) image.Dispose();
        }
    }
}

/// <summary>What is to be said of an extension.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Name">What systemd calls it.</param>
/// <param name="Kind">System or configuration extension.</param>
/// <param name="Form">"disk image", "squashfs", "erofs", "folder".</param>
/// <param name="Findings">In the order in which systemd would come upon them, and what it does not ask last.</param>
public sealed record ExtensionReport(string Path, string Name, ExtensionKind Kind, string Form, ImmutableArray<ExtensionFinding> Findings)
{
    /// <summary>The worst of the findings.</summary>
    public ExtensionVerdict Verdict => Findings.Select(finding => finding.Verdict).DefaultIfEmpty().Max();

    /// <summary>The first thing that it is refused for; null: it is not.</summary>
    public ExtensionFinding? Refusal => Findings.FirstOrDefault(finding => finding.Verdict == ExtensionVerdict.Refused);
}

using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer;

/// <summary>Writes what a machine boots: each kernel, each initrd, and each UKI if the recipe asks for them.</summary>
internal static class ImageWriter
{
    /// <param name="initrds">In the plan's order.</param>
    /// <param name="boot">Kernels and stub.</param>
    /// <param name="signing">Who signs UKIs and addons; null: nobody.</param>
    /// <exception cref="Diagnostics.ComposerException">A kernel or the stub is malformed; no space.</exception>
    public static ImmutableArray<BuiltImage> WriteAll(
        Recipe recipe, ImmutableArray<InitrdTree> initrds, InitrdPlan plan, ImmutableArray<PackedSegment> segments, BootFiles boot, IContents contents, Outputs outputs,
        UkiSigning? signing, ComposerTools tools, CancellationToken cancellation)
    {
        string[] names = [.. initrds.Select(initrd => NameOf(recipe, initrd.Kernel, boot.Kernels.Count, initrd.Variant))];
        InitrdRow[] rows = [.. plan.Initrds.Select(planned => InitrdRow.Of(planned, segments))];
        using var kernels = LinkedKernels.Open(recipe, boot, contents, tools);
        var files = new List<OutputFile<LinkedUki?>>();
        var ukis = new string?[rows.Length];
        foreach ((string version, RootNode vmlinuz) in boot.Kernels)
        {
            files.Add(Copy("kernel", NameOf(recipe, version, boot.Kernels.Count, null) + ".vmlinuz", contents.Open(((FileBody.Regular)vmlinuz.Inode.Body).Content)));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            files.Add(Copy("initrd", names[i] + ".initrd", rows[i].Bytes));
            if (recipe.Uki is not UkiSettings settings) continue;
            (InitrdTree initrd, string? version) = (initrds[i], initrds[i].Kernel);
            Func<UkiInputs, Stream, LinkedUki> link = UkiRecipe.LinkerOf(settings, contents, boot, tools.Disk, tools.SpoolFolder, cancellation);
            UkiInputs inputs = UkiRecipe.Inputs(recipe, settings, initrd.Variant, initrd.Tree, contents, boot, version, kernels.Of(version)?.Image, rows[i].Bytes);
            ukis[i] = UkiOutputNames.Uki(recipe, names[i], version!, initrd.Variant);
            files.Add(Image("uki", ukis[i]!, inputs));
            foreach (UkiAddonSettings addon in settings.Addons)
            {
                files.Add(Image("addon", UkiOutputNames.Addon(recipe, names[i], version!, initrd.Variant, addon.Name), UkiRecipe.Inputs(addon, settings, contents, boot)));
            }

            OutputFile<LinkedUki?> Image(string kind, string name, UkiInputs parts) => signing is null
                ? new(kind, name, output => link(parts, output))
                : new(kind, name, output => signing.Link(stream => link(signing.ToSign(parts), stream), name, tools.Disk, tools.SpoolFolder, output));
        }

        ImmutableArray<LinkedUki?> written = outputs.WriteAll(files);
        WriteForecast(recipe, outputs);
        var linked = files.Zip(written).ToDictionary(file => file.First.Name, file => file.Second);
        return
        [
            .. initrds.Select((initrd, i) => new BuiltImage(
                names[i], initrd.Kernel, initrd.Variant, plan.Initrds[i].ContentDigest, rows[i].Segments, initrd.Tree, ukis[i] is string uki ? kernels.WithNotice(linked[uki]!, initrd.Kernel) : null)
                {
                    Removed = initrd.Removed, Modules = initrd.Modules, IndexedModules = initrd.IndexedModules, UkiFile = ukis[i],
                    Footprint = ImageFootprint.Of(names[i], plan.Initrds[i].Segments, rows[i].Segments, initrd.Modules.Length),
                }),
        ];
    }

    private static void WriteForecast(Recipe recipe, Outputs outputs)
    {
        if (recipe.Uki is not { ForecastBanks: [_, ..] banks }) return;
        FileSource[] ukis = [.. outputs.Files.Where(file => file.Kind == "uki").Select(file => outputs.Open(file.File))];
        outputs.Write("kernel-hashes", KernelHashes.FileName, KernelHashes.Of(
            ukis.Select(uki => new NamedSource(Path.GetFileName(uki.Path), uki)), PcrBanks.Named([.. banks.Select(bank => bank.Value)])));
        foreach (FileSource uki in ukis) uki.Dispose();
    }

    private static OutputFile<LinkedUki?> Copy(string kind, string name, PositionalSource content) => new(kind, name, output =>
    {
        using Stream bytes = content.OpenStream();
        bytes.CopyTo(output);
        return null;
    });

    /// <summary>The recipe's name, then what tells images of one recipe apart: the kernel release where there are several, and the variant.</summary>
    private static string NameOf(Recipe recipe, string? version, int versions, string? variant) =>
        recipe.Name + (versions > 1 ? $"-{version}" : "") + (variant is null ? "" : $"-{variant}");
}

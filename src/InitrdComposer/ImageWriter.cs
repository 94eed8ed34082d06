using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Files;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer;

/// <summary>Writes what a machine boots: each kernel, each initrd, and each UKI if the recipe asks for them.</summary>
internal static class ImageWriter
{
    /// <param name="initrds">In the plan's order.</param>
    /// <param name="boot">Kernels and stub.</param>
    /// <exception cref="Diagnostics.ComposerException">A kernel or the stub is malformed; no space.</exception>
    public static ImmutableArray<BuiltImage> WriteAll(
        Recipe recipe, ImmutableArray<InitrdTree> initrds, InitrdPlan plan, ImmutableArray<PackedSegment> segments, BootFiles boot, IContents contents, Outputs outputs)
    {
        foreach ((string version, RootNode vmlinuz) in boot.Kernels)
        {
            outputs.Write("kernel", NameOf(recipe, version, boot.Kernels.Count, null) + ".vmlinuz", contents.Open(((FileBody.Regular)vmlinuz.Inode.Body).Content));
        }

        return [.. initrds.Zip(plan.Initrds, Write)];

        BuiltImage Write(InitrdTree initrd, PlannedInitrd planned)
        {
            string name = NameOf(recipe, initrd.Kernel, boot.Kernels.Count, initrd.Variant);
            ImmutableArray<WrittenSegment> written = outputs.Write("initrd", name + ".initrd", output => InitrdWriter.Write(planned, segments, output));
            LinkedUki? uki = null;
            if (recipe.Uki is UkiSettings settings)
            {
                using FileSource packed = outputs.Open(name + ".initrd");
                UkiInputs inputs = UkiRecipe.Inputs(recipe, settings, initrd.Variant, initrd.Tree, contents, boot, initrd.Kernel, packed);
                uki = outputs.Write("uki", name + ".efi", output => UkiLinker.Link(inputs, output));
            }

            return new(name, initrd.Kernel, initrd.Variant, planned.ContentDigest, written, initrd.Tree, uki) { Removed = initrd.Removed };
        }
    }

    /// <summary>The recipe's name, then what tells images of one recipe apart: the kernel release where there are several, and the variant.</summary>
    private static string NameOf(Recipe recipe, string? version, int versions, string? variant) =>
        recipe.Name + (versions > 1 ? $"-{version}" : "") + (variant is null ? "" : $"-{variant}");
}

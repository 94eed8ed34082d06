using System.Collections.Immutable;
using InitrdComposer.Attestation;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer;

/// <summary>What a build wrote for a machine to boot, with what each file holds: what a bill of materials is about.</summary>
internal static class AttestedImages
{
    /// <param name="files">All that was written, kernels and initrds in the order of <paramref name="boot"/> and <paramref name="images"/>.</param>
    /// <param name="images">What initrds unpack to.</param>
    /// <param name="microcode">What stands in front of each of them; null: nothing.</param>
    /// <param name="boot">Kernels and stubs.</param>
    public static ImmutableArray<AttestedOutput> Of(IReadOnlyList<BuiltFile> files, ImmutableArray<BuiltImage> images, RootTree? microcode, BootFiles boot)
    {
        var kernels = OfKind("kernel").Zip(boot.Kernels).ToDictionary(pair => pair.Second.Key, pair => pair.First, StringComparer.Ordinal);
        var initrds = OfKind("initrd").Zip(images).ToDictionary(pair => pair.Second, pair => pair.First);
        return
        [
            .. boot.Kernels.Select(kernel => new AttestedOutput(kernels[kernel.Key], [], [], [kernel.Value])),
            .. images.Select(image => new AttestedOutput(initrds[image], [.. microcode is null ? [] : microcode.AsEnumerable(), .. image.Tree], [], [])),
            .. from image in images
               where image.UkiFile is not null
               select new AttestedOutput(
                   files.Single(file => file.File == image.UkiFile), [], [kernels[image.KernelVersion!].File, initrds[image].File], [.. new[] { boot.Stub, boot.Splash }.OfType<RootNode>()]),
            .. OfKind("addon").Select(addon => new AttestedOutput(addon, [], [], [.. new[] { boot.AddonStub }.OfType<RootNode>()])),
        ];

        IEnumerable<BuiltFile> OfKind(string kind) => files.Where(file => file.Kind == kind);
    }
}

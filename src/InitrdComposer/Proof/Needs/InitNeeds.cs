using InitrdComposer.Proof.Kernels;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Needs;

/// <summary>The kernel starts /init (init/main.c, kernel_init).</summary>
internal sealed record InitNeed() : Need(ProofVerdict.Red)
{
    public override bool IsOfAnyInit => true;

    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        foreach (ProofFinding finding in ProgramFindings.Of(image, "/init", "/init, which the kernel starts", Without)) yield return finding;
        if (image.IsSystemd) yield break;
        yield return new(ProofAspect.Programs, ProofVerdict.Warning, "/init", "is not systemd: beside drivers and firmware nothing can be judged");
    }
}

/// <summary>What modprobe and udev look modules up in is there and whole, and somebody can unpack the modules.</summary>
internal sealed record ModuleIndexNeed() : Need(ProofVerdict.Red)
{
    public override bool IsOfAnyInit => true;

    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        if (image.Kernel is not ImageKernel kernel) return [];
        IEnumerable<ProofFinding> damages = kernel.Index.Damages.Select(damage => new ProofFinding(ProofAspect.Drivers, Without, "module index", damage));
        return kernel.HasCompressedModules && image.IsSystemd ? [.. damages, .. Decompression(image)] : [.. damages];
    }

    /// <summary>libkmod does it with libraries that it links or loads by dlopen(), or else the kernel, whose configuration is not in the image.</summary>
    private static IEnumerable<ProofFinding> Decompression(ProvenImage image)
    {
        foreach (RootPath kmod in image.Programs.LibrariesCalled("libkmod.so").Take(1))
        {
            foreach ((RootPath file, Formats.Elf.DlopenNote note) in image.Programs.NotesOf(kmod).Where(pair => pair.File == kmod && pair.Note.SoNames.Any(name => name.StartsWith("liblzma", StringComparison.Ordinal) || name.StartsWith("libzstd", StringComparison.Ordinal))))
            {
                bool isNeeded = image.Tree.Below(RootPath.Of("/usr/lib/modules")).Any(node => node.Path.Name.EndsWith(note.SoNames[0].StartsWith("liblzma", StringComparison.Ordinal) ? ".ko.xz"u8 : ".ko.zst"u8));
                if (isNeeded && image.Programs.FindLibrary(file, note.SoNames) is null)
                {
                    yield return new(ProofAspect.Libraries, ProofVerdict.Warning, "compressed modules", $"{kmod} unpacks them with {string.Join(" or ", note.SoNames)}, which is not in the image: they load if the kernel does it (CONFIG_MODULE_DECOMPRESS)");
                }
            }
        }
    }
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Proof;

namespace InitrdComposer.Questions;

/// <summary>Proves an initrd that was made, by whatever.</summary>
public static class ImageProof
{
    /// <param name="path">An initrd, or a UKI whose first profile's initrd is meant.</param>
    /// <param name="name">What the report calls it.</param>
    /// <returns>A report for each kernel whose modules are in it.</returns>
    /// <exception cref="ComposerException">It is no initrd, or a damaged one.</exception>
    public static ImmutableArray<ProofReport> Of(Disk disk, string path, string name, ProofClaims claims)
    {
        var initrd = InitrdTree.Read(disk, path);
        return BootProof.Of(name, initrd.Tree, initrd, initrd.Needs, claims, ArchitectureOf(initrd));
    }

    /// <summary>Of most of its programs; null: it has none of a machine that is known.</summary>
    private static string? ArchitectureOf(InitrdTree initrd) =>
        initrd.Needs.Values.Select(needs => needs.Target?.Machine).Where(machine => machine is not null).GroupBy(machine => machine).MaxBy(group => group.Count())?.Key switch
        {
            ElfMachine.Amd64 => "x86_64",
            ElfMachine.AArch64 => "aarch64",
            _ => null,
        };
}

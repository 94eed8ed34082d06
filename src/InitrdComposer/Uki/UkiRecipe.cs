using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Uki;

/// <summary>What a recipe's UKI is made of.</summary>
public static class UkiRecipe
{
    private static readonly DiagnosticId Incomplete = new("UKI", 2, FailureKind.Usage);
    private static readonly RootPath OsRelease = RootPath.Of("/etc/os-release");

    /// <param name="variant">Of the recipe; null: its own initrd.</param>
    /// <param name="tree">The initrd's, whose os-release names the UKI.</param>
    /// <param name="boot">Kernel and stub.</param>
    /// <param name="version">`uname -r`.</param>
    /// <param name="initrd">As it was written.</param>
    /// <exception cref="ComposerException">The recipe names no kernel or no stub.</exception>
    public static UkiInputs Inputs(
        Recipe recipe, UkiSettings settings, string? variant, RootTree tree, IContents contents, BootFiles boot, string? version, PositionalSource initrd)
    {
        if (version is null || boot.Stub is null)
        {
            throw new ComposerException(
                Incomplete, "a UKI needs roles.kernel and roles.stub", settings.CommandLine.Location, "name the packages of the kernel and of systemd-stub, or remove [uki]");
        }

        var sections = new UkiSections
        {
            OsRelease = tree.TryFind(OsRelease, out RootNode? osRelease) ? Read(Bytes(osRelease, contents)) : default,
            CommandLine = KernelCommandLine.FromLiteral((CommandLineOf(recipe, variant) ?? settings.CommandLine).Value),
            KernelVersion = version,
            Kernel = Named(boot.Kernels[version], contents),
            Initrds = [initrd],
        };
        return new(Named(boot.Stub, contents), sections) { Sbat = settings.Sbat is string sbat ? [sbat] : [] };
    }

    /// <summary>A variant's own kernel command line, or the recipe's; null: neither has one.</summary>
    /// <param name="variant">Of the recipe; null: its own initrd.</param>
    public static Located<string>? CommandLineOf(Recipe recipe, string? variant) =>
        recipe.Variants.FirstOrDefault(candidate => candidate.Name == variant)?.CommandLine ?? recipe.Uki?.CommandLine;

    private static NamedSource Named(RootNode node, IContents contents) => new(node.Path.ToString(), Bytes(node, contents));

    private static PositionalSource Bytes(RootNode node, IContents contents) => contents.Open(((FileBody.Regular)node.Inode.Body).Content);

    private static byte[] Read(PositionalSource source)
    {
        var bytes = new byte[source.Length];
        source.ReadExactlyAt(0, bytes);
        return bytes;
    }
}

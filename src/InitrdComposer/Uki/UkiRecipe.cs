using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
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
    /// <param name="boot">Stub and splash.</param>
    /// <param name="version">`uname -r`.</param>
    /// <param name="kernel">Of that version, as it goes in; null: there is none.</param>
    /// <param name="initrd">As it was written.</param>
    /// <exception cref="ComposerException">The recipe names no kernel or no stub.</exception>
    public static UkiInputs Inputs(
        Recipe recipe, UkiSettings settings, string? variant, RootTree tree, IContents contents, BootFiles boot, string? version, NamedSource? kernel, PositionalSource initrd)
    {
        if (version is null || kernel is null || boot.Stub is null)
        {
            throw new ComposerException(
                Incomplete, "a UKI needs roles.kernel and roles.stub", settings.CommandLine.Location, "name the packages of the kernel and of systemd-stub, or remove [uki]");
        }

        var sections = new UkiSections
        {
            OsRelease = tree.TryFind(OsRelease, out RootNode? osRelease) ? Bytes(osRelease, contents).ReadAll() : default,
            CommandLine = KernelCommandLine.FromLiteral((CommandLineOf(recipe, variant) ?? settings.CommandLine).Value),
            KernelVersion = version,
            Splash = boot.Splash is null ? null : Bytes(boot.Splash, contents),
            Kernel = kernel,
            Initrds = [initrd],
            Profile = settings.Profiles.IsEmpty ? default : UkiProfile.Text(settings.OwnProfile.Id, settings.OwnProfile.Title),
        };
        return new(Named(boot.Stub, contents), sections)
        {
            Profiles = [.. settings.Profiles.Select(PartsOf)],
            Sbat = settings.Sbat is string sbat ? [sbat] : [],
        };
    }

    /// <summary>An addon of the recipe, for any of its UKIs.</summary>
    public static UkiInputs Inputs(UkiAddonSettings addon, UkiSettings settings, IContents contents, BootFiles boot) =>
        new(Named(boot.AddonStub!, contents), new UkiSections { CommandLine = KernelCommandLine.FromLiteral(addon.CommandLine.Value) })
        {
            Sbat = settings.Sbat is string sbat ? [sbat] : [],
        };

    /// <summary>What links as the recipe says.</summary>
    /// <param name="disk">Where an external linker works.</param>
    /// <param name="spool">In which folder.</param>
    /// <param name="cancellation">Ends an external linker.</param>
    public static Func<UkiInputs, Stream, LinkedUki> LinkerOf(
        UkiSettings settings, IContents contents, BootFiles boot, Disk disk, string spool, CancellationToken cancellation)
    {
        NamedSource? addonStub = boot.AddonStub is null ? null : Named(boot.AddonStub, contents);
        return settings.Linker switch
        {
            UkiLinkerKind.BuiltIn => UkiLinker.Link,
            UkiLinkerKind.Ukify => new ExternalUkify(disk, spool, addonStub, ExternalUkify.Program, ExternalUkify.DefaultLimit, cancellation).Link,
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Linker, null),
        };
    }

    /// <summary>A variant's own kernel command line, or the recipe's; null: neither has one.</summary>
    /// <param name="variant">Of the recipe; null: its own initrd.</param>
    public static Located<string>? CommandLineOf(Recipe recipe, string? variant) =>
        recipe.Variants.FirstOrDefault(candidate => candidate.Name == variant)?.CommandLine ?? recipe.Uki?.CommandLine;

    private static ImmutableArray<UkiPart> PartsOf(UkiProfileSettings profile) => new UkiSections
    {
        Profile = UkiProfile.Text(profile.Id, profile.Title),
        CommandLine = profile.CommandLine is Located<string> commandLine ? KernelCommandLine.FromLiteral(commandLine.Value) : [],
    }.OfProfile();

    /// <summary>A file and what messages call it.</summary>
    public static NamedSource Named(RootNode node, IContents contents) => new(node.Path.ToString(), Bytes(node, contents));

    private static PositionalSource Bytes(RootNode node, IContents contents) => contents.Open(((FileBody.Regular)node.Inode.Body).Content);
}

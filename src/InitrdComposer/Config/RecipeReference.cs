using InitrdComposer.Config.Settings;

namespace InitrdComposer.Config;

/// <summary>The table of settings as a page for people: docs/reference/recipe.md.</summary>
public static class RecipeReference
{
    /// <summary>A recipe that uses every setting of initrds.</summary>
    public static string Example => Joined(RecipeSettings.All.Where(row => row.Key != RecipeSettings.Extension));

    /// <summary>A recipe that uses every setting that is an extension's alone.</summary>
    public static string ExtensionExample => Joined(RecipeSettings.All.Where(row => row.Key is RecipeSettings.Extension));

    /// <summary>The page, as Markdown.</summary>
    public static string Markdown()
    {
        var text = new ReferenceText();
        text.Paragraph("# Recipe settings");
        text.Paragraph("<!-- Written from the table of settings in src/InitrdComposer/Config/Settings/RecipeSettings.cs by `make golden`. -->");
        text.Paragraph(
            "A recipe is a TOML 1.0 file. Unknown keys are errors. Relative paths start from the folder of the file that says them. `initrd-composer show RECIPE`\n"
            + "prints every setting with the file and line it comes from.");
        text.Paragraph("## Layers");
        text.Paragraph(
            "What holds in the end is laid together from several places, each over those before it:");
        text.Paragraph(
            "1. defaults, as below;\n"
            + "2. the files that the recipe includes, in the order of `include`, each after what it includes itself; a file that is included twice counts once, at its\n"
            + "   first place, and one that includes itself is an error;\n"
            + "3. the recipe;\n"
            + "4. drop-ins in mkosi's format, by name: [drop-ins.md](drop-ins.md);\n"
            + "5. the chosen profiles, first those of `use-profiles`, then those of `--profile NAME`;\n"
            + "6. `--set NAME=VALUE`, in the order of the command line.");
        text.Paragraph(
            "There is one rule for all of them: **what a later layer says of an array is added to it, and replaces anything else.** The first layer that speaks of an array\n"
            + "replaces its default. On the command line, `=` replaces, `+=` adds to an array or a command line, `-=` takes away from it what must be there:\n"
            + "`--set packages.install+=strace --set uki.cmdline-=quiet --set initrd.level=19 --set repositories.0.baseurl=...`. An array of several elements is\n"
            + "written as in TOML. `roles.kernel` is replaced as a whole. With nothing behind it, `=` takes back what all layers said: `--set initrd.level=` is as if no\n"
            + "level had been written, `--set uki=` as if there were no `[uki]`; an array or a command line is then empty, whatever its default.");
        text.Paragraph(
            "Files, and folders of extra trees, are the project's: below the recipe's folder or, with `project-root`, a folder above it, and no symbolic link leads out. Key files, certificates and keys, which no image holds, may lie anywhere.\n"
            + "`build` leaves the effective recipe beside its outputs: one file with all layers in it, which `rebuild` reads.");
        text.Paragraph("## Settings");
        foreach (Setting<Recipe> row in RecipeSettings.All) row.Document(text);
        return text.ToString();
    }

    private static string Joined(IEnumerable<Setting<Recipe>> rows) => string.Join('\n', rows.Where(row => row.IsInExample).Select(row => row.Example)) + "\n";
}

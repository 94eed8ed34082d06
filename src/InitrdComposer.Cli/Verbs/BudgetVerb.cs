using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Manifest.Budget;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`budget`: are the images no larger than the recipe allows?</summary>
internal static class BudgetVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> output = new("OUT") { Description = "The output folder of `build`; the limits are its recipe's [budget]." };
        Option<string?> against = new("--against") { Description = "An earlier build to compare with: its manifest.json, or its output folder.", HelpName = "MANIFEST|FOLDER" };
        Option<bool> markdown = new("--markdown") { Description = "Print Markdown, for comments on changes." };
        var verb = new Verb(
            "budget", "Say whether images are within their recipe's budget, and what has grown since an earlier build. Over budget is exit code 1.",
            "initrd-composer budget out",
            "initrd-composer budget out --against release/manifest.json --markdown")
        {
            output,
            against,
            markdown,
        };
        verb.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            ImmutableArray<BudgetReport> reports = Of(folder, parsed.GetValue(against));
            Console.Out.Write(
                parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => BudgetJson.Write(json, reports)) + "\n"
                : parsed.GetValue(markdown) ? BudgetMarkdown.Of(reports)
                : BudgetText.Of(reports));
            string[] over = [.. reports.Where(report => report.Over.Any()).Select(report => $"{report.Now.Image}: {string.Join(", ", report.Over.Select(BudgetWords.Over))}")];
            return over.Length == 0 ? 0 : throw new ComposerException(BudgetErrors.Over, $"over budget: {string.Join("; ", over)}", new SourceLocation(folder), "`why OUT --biggest` says what makes it large");
        });
        return verb;
    }

    private static ImmutableArray<BudgetReport> Of(string folder, string? against)
    {
        var built = BuiltFolder.Read(Disk.Host, folder);
        BudgetSettings? budget = RecipeReader.Parse(built.Recipe.Bytes.Span, built.Recipe.File, disk: Disk.Host).Budget;
        if (budget is null && against is null) throw new ComposerException(BudgetErrors.NothingToCompare, "the recipe has no [budget], and there is no earlier build to compare with", new SourceLocation(folder), "add [budget] to the recipe, or give --against");
        budget ??= BudgetSettings.None;
        BudgetCheck.RequireKnown(budget, [.. LockReader.Parse(built.Lock.Bytes.Span, built.Lock.File).Packages.Select(package => package.Nevra.Name)]);
        ImmutableArray<ImageFootprint> before = against is null ? [] : WrittenFootprints.Read(Disk.Host, against);
        ImmutableArray<ImageFootprint> now = WrittenFootprints.Read(Disk.Host, folder);
        return [.. now.Select(image => BudgetCheck.Of(budget, image, Earlier(image)))];

        // Names have the kernel's release in them where there are several: of the only image one is sure.
        ImageFootprint? Earlier(ImageFootprint image) => before.FirstOrDefault(earlier => earlier.Image == image.Image) ?? (now.Length == 1 && before.Length == 1 ? before[0] : null);
    }
}

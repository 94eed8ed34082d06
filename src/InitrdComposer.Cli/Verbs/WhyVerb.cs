using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Proof;
using InitrdComposer.Questions;
using InitrdComposer.Questions.FileReasons;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`why`: what brought a package into a lock, and a file into an image.</summary>
internal static class WhyVerb
{
    private const int DefaultCount = 10;

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> subject = new("RECIPE|LOCK|OUT|IMAGE") { Description = "A lock (.lock), or a recipe or bundle that has one; the output folder of `build`; or an image of any maker." };
        Argument<string?> what = new("PACKAGE|PATH") { Description = "A package: name, NEVRA, or a glob over either. Of an output folder or image also a file: path, name, or a glob over either.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> lockFile = RecipeArguments.Lock();
        Option<bool> cost = new("--cost") { Description = "Of a lock: also say what would leave with it if nothing asked for it any more, by the sizes of the packages. Of an image it is always said." };
        Option<string?> one = new("--image") { Description = "Of an output folder, this image.", HelpName = "NAME" };
        Option<int?> biggest = new("--biggest") { Description = $"Of an image: its largest classes, packages and files ({DefaultCount} of each, or N), each with its reason.", HelpName = "N", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> unneeded = new("--unneeded") { Description = "Of an image: files that no program, unit, rule, script, module or link refers to which is needed itself. Candidates, no proof." };
        var verb = new Verb(
            "why", "Say what brought a package into the lock, or a file into an image: the recipe's line, and the dependencies from there; and what it costs.",
            "initrd-composer why my.toml libicu72",
            "initrd-composer why my.toml 'perl*' --cost",
            "initrd-composer why out /usr/lib/libzstd.so.1",
            "initrd-composer why out --biggest 20",
            "initrd-composer why /boot/initrd.img --unneeded")
        {
            subject,
            what,
            lockFile,
            cost,
            one,
            biggest,
            unneeded,
        };
        verb.SetAction(parsed =>
        {
            string given = parsed.GetRequiredValue(subject);
            var disk = new DiskView(Disk.Host);
            bool isOutput = disk.HasFolder(given) && disk.HasFile(Path.Combine(given, ImageManifest.FileName));
            bool isLock = given.EndsWith(".lock", StringComparison.Ordinal);
            bool isRecipe = !isOutput && (isLock || given.EndsWith(".toml", StringComparison.Ordinal) || RecipeArguments.RecipePath(given) != given);
            bool asksForAll = parsed.GetResult(biggest) is { Implicit: false } || parsed.GetValue(unneeded);
            string? name = parsed.GetValue(what);
            if (name is null != asksForAll || (parsed.GetResult(biggest) is { Implicit: false } && parsed.GetValue(unneeded)))
            {
                throw new ComposerException(QuestionErrors.NotAsked, "expected one question: a package or a path, or --biggest, or --unneeded", hint: "for example: initrd-composer why out /usr/bin/bash");
            }

            if (isRecipe)
            {
                if (name is null || FileQuestion.IsPath(name)) throw new ComposerException(QuestionErrors.NotAsked, "a lock knows packages, but no files", new SourceLocation(given), "ask the output folder of `build`, or an image");
                return OfLock(parsed, isLock ? given : RecipeArguments.LockPath(parsed.GetValue(lockFile), RecipeArguments.RecipePath(given)), isLock ? Path.ChangeExtension(given, ".toml") : RecipeArguments.RecipePath(given), name, parsed.GetValue(cost));
            }

            OutputImage? image = isOutput ? OutputImage.Choose(Disk.Host, given, parsed.GetValue(one), message => Missing(given, message)) : null;
            string file = image?.InitrdIn(Disk.Host, given, message => Missing(given, message)) ?? given;
            FileQuestion question = FileQuestion.Of(Disk.Host, file, image is null ? null : (given, image.Name));
            if (question.Sizes.Image.Damage is ComposerException damage) Run.Print([new Notice(damage.Id, $"the image is damaged, only what was read before it is known: {damage.Message}", damage.Location)]);
            Answer(parsed, question, name, isOutput ? RecipeOf(parsed, given) : "", parsed.GetResult(biggest) is { Implicit: false } ? parsed.GetValue(biggest) ?? DefaultCount : null);
            return 0;
        });
        return verb;
    }

    private static int OfLock(ParseResult parsed, string path, string recipe, string name, bool hasCost)
    {
        ImmutableArray<Why> answers = Why.Of(LockReader.Read(path), name, path);
        if (parsed.GetValue(GlobalOptions.Json)) Console.WriteLine(WhyReport.Json(answers, recipe));
        else Console.Write(string.Join('\n', answers.Select(answer => WhyReport.Text(answer, recipe, hasCost))));
        return 0;
    }

    /// <param name="name">A package or a path; null: the whole image is asked for.</param>
    /// <param name="biggest">How many rows; null: what is not needed.</param>
    private static void Answer(ParseResult parsed, FileQuestion image, string? name, string recipe, int? biggest)
    {
        bool isJson = parsed.GetValue(GlobalOptions.Json);
        ImageSize total = image.Sizes.Total;
        if (name is null && biggest is int count)
        {
            Biggest largest = image.Biggest(count);
            Console.WriteLine(isJson ? WhyFileJson.Of(largest, image) : BiggestText.Of(largest, image.Sizes.IsEstimated).TrimEnd());
        }
        else if (name is null)
        {
            var report = image.Unneeded();
            Console.WriteLine(isJson ? WhyFileJson.Of(report, image) : UnneededText.Of(report, image, 4 * DefaultCount).TrimEnd());
        }
        else if (FileQuestion.IsPath(name) || !image.HasPackage(name))
        {
            ImmutableArray<FileReason> files = image.Files(name);
            Console.WriteLine(isJson ? WhyFileJson.Of(files, image, recipe) : string.Join('\n', files.Select(file => WhyFileText.Of(file, recipe, total, image.IsBuilt))).TrimEnd());
        }
        else
        {
            ImmutableArray<(Why Package, PackageCost Cost)> packages = image.Package(name);
            Console.WriteLine(isJson
                ? WhyFileJson.Of(packages, image, recipe)
                : string.Join('\n', packages.Select(answer => $"{WhyReport.Text(answer.Package, recipe, hasCost: false)}  {WhyFileText.CostOf(answer.Cost, total)}\n")).TrimEnd());
        }
    }

    /// <summary>The recipe that the lock's lines are of, as far as this machine remembers it; else its name.</summary>
    private static string RecipeOf(ParseResult parsed, string folder)
    {
        var built = BuiltFolder.Read(Disk.Host, folder);
        using var run = new Run(parsed);
        return run.Origins.Find(folder, built.Lock.Digest) is string origin && new DiskView(Disk.Host).HasFile(origin)
            ? Path.GetRelativePath(Environment.CurrentDirectory, origin) is var near && !near.StartsWith("..", StringComparison.Ordinal) ? near : origin
            : Path.GetFileName(built.Recipe.File);
    }

    private static ComposerException Missing(string folder, string message) =>
        new(ProofErrors.NoInitrd, $"{message}, expected an initrd, a UKI, or the folder that `build` wrote", new SourceLocation(folder));
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Import;

namespace InitrdComposer.Cli.Verbs.Import;

/// <summary>What all imports have in common: for which distribution, and where recipe and report go.</summary>
internal sealed class ImportArguments
{
    private readonly Option<string> _distribution = new("--distribution") { Description = "Whose packages the recipe takes: fedora, centos, rhel, rocky, alma, opensuse, azure, debian, ubuntu.", HelpName = "ID", DefaultValueFactory = _ => "fedora" };
    private readonly Option<string?> _release = new("--release") { Description = "Its version or code name.", HelpName = "RELEASE" };
    private readonly Option<string[]> _repositories = new("--repository") { Description = "Where packages come from: a URL or a folder; may be repeated. Without it the recipe has a place for it.", HelpName = "URL" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The recipe's file (default: standard output).", HelpName = "FILE" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a recipe that is there." };
    private readonly Option<string?> _report = new("--report") { Description = "Where the report goes (default: standard error).", HelpName = "FILE" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 1 when something has no counterpart, matches nothing or was not read." };

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_distribution, _release, _repositories, _output, _force, _report, _strict]) verb.Add(option);
    }

    public string Distribution(ParseResult parsed) => parsed.GetRequiredValue(_distribution);

    public string? Release(ParseResult parsed) => parsed.GetValue(_release);

    public ImmutableArray<string> Repositories(ParseResult parsed) => [.. parsed.GetValue(_repositories) ?? []];

    /// <summary>The folder that paths of the recipe start from.</summary>
    public string Folder(ParseResult parsed) => Path.GetDirectoryName(Path.GetFullPath(parsed.GetValue(_output) ?? "recipe.toml"))!;

    /// <exception cref="ComposerException">The recipe is there already, or with --strict something was lost.</exception>
    public int Write(ParseResult parsed, ImportedRecipe imported)
    {
        string? output = parsed.GetValue(_output);
        bool isJson = parsed.GetValue(GlobalOptions.Json);
        string? report = parsed.GetValue(_report);
        foreach (string? file in (string?[])[output, report]) RequireReplaceable(file, parsed.GetValue(_force));
        if (output is not null) AtomicFile.Write(Disk.Host, output, Encoding.UTF8.GetBytes(imported.Text));

        if (isJson) Console.Out.Write(JsonText.Write(json => ImportReport.Write(json, imported, output)) + "\n");
        else if (output is null) Console.Out.Write(imported.Text);
        string found = ImportReport.Text(imported);
        if (report is not null) AtomicFile.Write(Disk.Host, report, Encoding.UTF8.GetBytes(found));
        else if (!isJson) Console.Error.Write(found);
        ImportFinding[] losses = [.. imported.Losses];
        if (!parsed.GetValue(_strict) || losses.Length == 0) return 0;
        throw new ComposerException(ImportDiagnostics.Loss, $"{losses.Length} of {imported.Findings.Length} things are lost; the first: {losses[0].Subject}", losses[0].Place, losses[0].Remark);
    }

    /// <summary>A file is replaced only where that was said, and a link or a device (/dev/stdout is both) never.</summary>
    private static void RequireReplaceable(string? path, bool isForced)
    {
        if (path is null || new DiskView(Disk.Host).Status(path) is not FileStatus there) return;
        if (!there.IsRegular) throw new ComposerException(ImportDiagnostics.Exists, "is no regular file and is not replaced", new SourceLocation(path));
        if (!isForced) throw new ComposerException(ImportDiagnostics.Exists, "is there already", new SourceLocation(path), "--force replaces it");
    }
}

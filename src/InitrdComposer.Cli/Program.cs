using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Verbs;
using InitrdComposer.Cli.Verbs.Images;

var root = new RootCommand("Composes initrds and unified kernel images from package repositories: no root, no package code run, the same bytes for the same lock.")
{
    LockVerb.Command,
    BuildVerb.Command,
    FetchVerb.Command,
    ShowVerb.Command,
    ResolveVerb.Command,
    WhyVerb.Command,
    InspectVerb.Command,
    LsVerb.Command,
    CatVerb.Command,
    ExtractVerb.Command,
    DiffVerb.Command,
    BudgetVerb.Command,
    ProveVerb.Command,
    RebuildVerb.Command,
    VerifyVerb.Command,
    BootVerb.Command,
    UkiVerb.Command,
    SysextVerb.Command,
    EspVerb.Command,
    ImportVerb.Command,
    CacheVerb.Command,
};
GlobalOptions.AddTo(root);
return await CommandLine.RunAsync(root, args);

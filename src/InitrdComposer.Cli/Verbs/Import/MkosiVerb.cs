using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Import.Mkosi;

namespace InitrdComposer.Cli.Verbs.Import;

/// <summary>`import mkosi`: a tree of mkosi's configuration becomes a recipe that names it.</summary>
internal static class MkosiVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string[]> trees = new("DIR") { Description = "Folders with a mkosi.conf, or files, each laid over those before: what mkosi is told to --include.", Arity = ArgumentArity.OneOrMore };
        Option<string[]> profiles = new("--profile") { Description = "A profile of the tree that the recipe uses; may be repeated. Others stay for `build --profile`.", HelpName = "NAME" };
        Option<bool> uki = new("--uki") { Description = "Make a UKI, as mkosi's --format=uki." };
        var arguments = new ImportArguments();
        var verb = new Verb(
            "mkosi", "Make a recipe of mkosi's configuration of an initrd. The recipe names the tree, which stays as it is; what of it has no counterpart is listed. No scripts are run.",
            "initrd-composer import mkosi mkosi-initrd --distribution fedora --release 42 -o initrd.toml",
            "initrd-composer import mkosi mkosi/resources/mkosi-initrd /etc/mkosi-initrd --uki --profile lvm --strict -o initrd.toml")
        {
            trees,
            profiles,
            uki,
        };
        arguments.AddTo(verb);
        verb.SetAction(parsed => arguments.Write(
            parsed,
            MkosiImport.Of(Disk.Host, parsed.GetRequiredValue(trees), new(arguments.Distribution(parsed), arguments.Folder(parsed))
            {
                Release = arguments.Release(parsed),
                Repositories = arguments.Repositories(parsed),
                Profiles = [.. parsed.GetValue(profiles) ?? []],
                Uki = parsed.GetValue(uki),
            })));
        return verb;
    }
}

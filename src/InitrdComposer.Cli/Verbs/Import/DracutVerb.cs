using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Import;
using InitrdComposer.Import.Dracut;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Cli.Verbs.Import;

/// <summary>`import dracut`: dracut.conf becomes a recipe.</summary>
internal static class DracutVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string[]> files = new("FILE") { Description = "Files as dracut sources them, then folders of *.conf; of several folders a name in the first hides it in the others.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> sysroot = new("--sysroot") { Description = "Instead of files: all that dracut reads on the machine whose root this is.", HelpName = "DIR" };
        Option<string?> kernel = new("--kernel") { Description = "Whose modules names must be of: a folder /usr/lib/modules/KVER, or a kernel's package.", HelpName = "PATH" };
        Option<string?> dropIns = new("--drop-ins") { Description = "A folder like mkosi.conf.d: the recipe takes base and profiles from it, and lists only what it has not.", HelpName = "DIR" };
        Option<string[]> modules = new("--module") { Description = "A module of dracut's besides those of the files, as dracut's --add; may be repeated.", HelpName = "NAME" };
        Option<bool> uefi = new("--uefi") { Description = "Make a UKI, as dracut's --uefi." };
        Option<string?> commandLine = new("--kernel-cmdline") { Description = "Its command line, as dracut's --kernel-cmdline.", HelpName = "TEXT" };
        var arguments = new ImportArguments();
        var verb = new Verb(
            "dracut", "Make a recipe of dracut's configuration. The files, which are shell code, are read and never run; what they mean is in docs/reference/import-dracut.md.",
            "initrd-composer import dracut dracut-virt.conf --distribution centos --uefi -o virt.toml",
            "initrd-composer import dracut --sysroot / --kernel /usr/lib/modules/6.12.0 --strict -o generic.toml",
            "initrd-composer import dracut dracut-virt.conf --drop-ins mkosi.conf.d --json")
        {
            files,
            sysroot,
            kernel,
            dropIns,
            modules,
            uefi,
            commandLine,
        };
        arguments.AddTo(verb);
        verb.SetAction(parsed =>
        {
            string[] paths = parsed.GetValue(files) ?? [];
            string? root = parsed.GetValue(sysroot);
            if (paths.Length > 0 == root is not null) throw new ComposerException(ImportDiagnostics.Usage, "expected files, or --sysroot DIR", hint: "`initrd-composer import dracut --help` shows usage and examples");
            string? folder = parsed.GetValue(dropIns);
            string? named = folder is null ? null : Path.GetRelativePath(arguments.Folder(parsed), Path.GetFullPath(folder));
            var request = new DracutRequest(arguments.Distribution(parsed))
            {
                Release = arguments.Release(parsed),
                Repositories = arguments.Repositories(parsed),
                Kernel = parsed.GetValue(kernel) is string path ? KernelNamesReader.Read(Disk.Host, path) : null,
                DropIns = named,
                ProjectRoot = named is null ? null : ProjectRoot.Of(named),
                Profiles = folder is null ? [] : ProjectProfiles.In(Disk.Host, folder),
                Modules = [.. parsed.GetValue(modules) ?? []],
                Uefi = parsed.GetValue(uefi),
                CommandLine = parsed.GetValue(commandLine),
            };
            return arguments.Write(parsed, root is null ? DracutImport.Of(Disk.Host, paths, request) : DracutImport.OfMachine(Disk.Host, root, request));
        });
        return verb;
    }
}

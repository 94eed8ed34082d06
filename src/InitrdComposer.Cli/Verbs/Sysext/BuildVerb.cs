using System.CommandLine;
using System.Text;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>`sysext build`: images that a base merges.</summary>
internal static class BuildVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        var arguments = ExtensionArguments.Create();
        var signer = VeritySignerArguments.Create();
        Option<string> output = Verbs.BuildVerb.Output();
        Option<bool> isLocked = Verbs.BuildVerb.Locked();
        Option<bool> acceptTools = Verbs.BuildVerb.AcceptTools();
        Option<bool> offline = Verbs.BuildVerb.Offline();
        Option<bool> strict = RecipeArguments.Strict();
        var verb = new Verb(
            "build", "Build extensions of a base: what their packages, kernel modules, firmware and files add to it. Where there is no lock, one is made first.",
            "initrd-composer sysext build sysext/nfs.toml sysext/iscsi.toml --base out -o extensions",
            "initrd-composer sysext build sysext/nfs.toml --base out -o extensions --key verity.key --certificate verity.crt");
        arguments.AddTo(verb);
        signer.AddTo(verb);
        foreach (Option option in (Option[])[output, isLocked, acceptTools, offline, strict]) verb.Add(option);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var run = new Run(parsed, parsed.GetValue(offline));
            BuiltBase onBase = arguments.Base.Read(parsed, run);
            string folder = parsed.GetRequiredValue(output);
            arguments.Base.RequireApart(parsed, folder);
            var extensions = new List<(Recipe Recipe, LockDocument Lock)>();
            foreach (NamedExtension extension in arguments.Read(parsed, onBase)) extensions.Add((extension.Recipe, await LockOf(extension, onBase, parsed.GetValue(isLocked), parsed.GetValue(acceptTools), run, cancellation)));
            Composition<ExtensionsManifest> built = await ExtensionComposer.BuildAsync(extensions, onBase, signer.Read(parsed), folder, run.Tools, parsed.GetValue(strict), run.Progress, cancellation);
            run.Progress.Dispose();
            if (built.Manifest is null) Run.Print(built.Kept);
            else Run.Print(built.Manifest.Notices);
            if (run.IsJson) Console.WriteLine(Encoding.UTF8.GetString(FileSource.ReadAllBytes(Disk.Host, Path.Combine(folder, ImageManifest.FileName), Array.MaxLength)).TrimEnd());
            else Console.WriteLine(built.Manifest is null ? $"{folder}: up to date; every byte was compared" : Summary(folder, built.Manifest));
            return 0;
        });
        return verb;
    }

    private static async Task<LockDocument> LockOf(NamedExtension extension, BuiltBase onBase, bool isLocked, bool acceptsTools, Run run, CancellationToken cancellation)
    {
        LockDocument? there = Verbs.BuildVerb.Read(extension.LockPath, extension.Recipe, isLocked, extension.LockCommand);
        if (there is null)
        {
            LockResult made = await LockVerb.WriteAsync(extension, onBase, LockRequest.Fresh, signer: null, run, cancellation);
            if (!run.IsJson) Console.Write(LockReport.Text(extension.LockPath, made));
            return LockDocument.Of(made.Lock);
        }

        there.Lock.RequireCurrent(onBase.Complete(extension.Recipe), extension.LockPath, extension.LockCommand);
        if (isLocked && !acceptsTools) LockedTools.Require(there.Lock, extension.Recipe, extension.LockPath, extension.LockCommand);
        return there;
    }

    private static string Summary(string folder, ExtensionsManifest manifest)
    {
        var text = new StringBuilder();
        foreach (BuiltExtension extension in manifest.Extensions)
        {
            string written = manifest.Outputs.FirstOrDefault(output => output.File == extension.File) is BuiltFile file ? $"{Sizes.Text(file.Size)}  {file.Digest}" : "a folder";
            text.Append(null, $"{Path.Combine(folder, extension.File)}  {written}\n");
            string groups = string.Join(", ", SizeGroup.Of(extension.Tree.Files).Select(group => $"{Sizes.Counted(group.Files, "file")} of {group.Name} ({Sizes.Text(group.Bytes)})"));
            text.Append(null, $"  {Sizes.Counted(extension.Packages.Length, "package")}, {Sizes.Counted(extension.Tree.Modules.Length, "kernel module")}: {groups}\n");
            if (extension.RootHash is { } hash) text.Append(null, $"  root hash {hash.Hex}, {(extension.IsSigned ? "signed" : "not signed")}\n");
        }

        return text.Append(LockReport.Unchecked(manifest.Signatures.Repositories)).Append(Path.Combine(folder, ImageManifest.FileName)).ToString();
    }
}

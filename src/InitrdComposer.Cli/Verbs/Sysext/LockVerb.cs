using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Signing;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>`sysext lock`: pin what extensions add to a base.</summary>
internal static class LockVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        var arguments = ExtensionArguments.Create();
        Option<string?[]> update = Verbs.LockVerb.Update();
        var verb = new Verb(
            "lock", "Resolve extensions beside a base, whose packages stay as they are, and pin what they add.",
            "initrd-composer sysext lock sysext/nfs.toml --base out",
            "initrd-composer sysext lock sysext/*.toml --base out --locks locks --update");
        var signing = new LockSigningArguments();
        arguments.AddTo(verb);
        verb.Add(update);
        signing.AddTo(verb);
        verb.SetAction((parsed, cancellation) => RunAsync(parsed, arguments, Verbs.LockVerb.SelectionOf(parsed, update), signing, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ExtensionArguments arguments, UpdateSelection update, LockSigningArguments signing, CancellationToken cancellation)
    {
        using var run = new Run(parsed);
        using Signer? signer = signing.Signer(parsed);
        BuiltBase onBase = arguments.Base.Read(parsed, run);
        foreach (NamedExtension extension in arguments.Read(parsed, onBase))
        {
            LockFile? previous = Verbs.LockVerb.ReadPrevious(extension.LockPath);
            update.Require(previous);
            LockResult result = await WriteAsync(extension, onBase, new LockRequest(previous, update) { Path = extension.LockPath }, signer, run, cancellation);
            if (run.IsJson) Console.WriteLine(LockReport.Json(extension.LockPath, result));
            else Console.Write(LockReport.Text(extension.LockPath, result));
        }

        return 0;
    }

    /// <summary>Locks, and writes the file unless it is what it was.</summary>
    /// <param name="signer">Of the lock; null: nobody.</param>
    public static async Task<LockResult> WriteAsync(NamedExtension extension, BuiltBase onBase, LockRequest request, Signer? signer, Run run, CancellationToken cancellation)
    {
        LockResult result = await ExtensionComposer.LockAsync(extension.Recipe, onBase, request, run.Tools, run.Progress, cancellation);
        LockWriter.Write(Disk.Host, extension.LockPath, result, signer);
        run.Progress.Dispose();
        Run.Print(result.Notices);
        return result;
    }
}

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
        Option<bool> denyDowngrade = Verbs.LockVerb.DenyDowngrade();
        Option<bool> allowRollback = Verbs.LockVerb.AllowRollback();
        var signing = new LockSigningArguments();
        arguments.AddTo(verb);
        verb.Add(update);
        verb.Add(denyDowngrade);
        verb.Add(allowRollback);
        signing.AddTo(verb);
        verb.SetAction((parsed, cancellation) => RunAsync(
            parsed, arguments,
            previous => previous with { Update = Verbs.LockVerb.SelectionOf(parsed, update), DeniesDowngrade = parsed.GetValue(denyDowngrade), AllowsRollback = parsed.GetValue(allowRollback) },
            signing, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ExtensionArguments arguments, Func<LockRequest, LockRequest> request, LockSigningArguments signing, CancellationToken cancellation)
    {
        using var run = new Run(parsed);
        using Signer? signer = signing.Signer(parsed);
        BuiltBase onBase = arguments.Base.Read(parsed, run);
        foreach (NamedExtension extension in arguments.Read(parsed, onBase))
        {
            LockRequest asked = request(Verbs.LockVerb.ReadPrevious(extension.LockPath, extension.Recipe));
            asked.Update.Require(asked.Previous);
            LockResult result = await WriteAsync(extension, onBase, asked, signer, run, cancellation);
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
        result = LockWriter.Write(Disk.Host, extension.LockPath, result, signer);
        run.Progress.Dispose();
        Run.Print(result.Notices);
        return result;
    }
}

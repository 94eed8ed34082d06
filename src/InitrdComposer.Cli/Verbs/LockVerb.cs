using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Signing;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`lock`: resolve a recipe and write down what came out.</summary>
internal static class LockVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> recipe = RecipeArguments.Recipe();
        Option<string?> lockFile = RecipeArguments.Lock();
        Option<string[]> profiles = RecipeArguments.Profiles();
        Option<string[]> settings = RecipeArguments.Settings();
        Option<string?[]> update = Update();
        Option<bool> denyDowngrade = DenyDowngrade();
        var signing = new LockSigningArguments();
        Option<bool> allowRollback = AllowRollback();
        var verb = new Verb(
            "lock", "Resolve a recipe's packages and pin them: names, digests, and why each is there. A lock that is there changes only where it must.",
            "initrd-composer lock my.toml",
            "initrd-composer lock my.toml --update",
            "initrd-composer lock my.toml --update systemd --update 'lib*'",
            "initrd-composer lock my.toml --lock locks/2026-11.lock",
            "initrd-composer lock my.toml --sign-key keys/release.key --sign-certificate keys/release.crt")
        {
            recipe,
            lockFile,
            profiles,
            settings,
            update,
            denyDowngrade,
            allowRollback,
        };
        signing.AddTo(verb);
        verb.SetAction((parsed, cancellation) => RunAsync(
            parsed,
            RecipeArguments.Read(parsed, recipe, profiles, settings),
            RecipeArguments.LockPath(parsed.GetValue(lockFile), RecipeArguments.RecipePath(parsed.GetRequiredValue(recipe))),
            previous => previous with { Update = SelectionOf(parsed, update), DeniesDowngrade = parsed.GetValue(denyDowngrade), AllowsRollback = parsed.GetValue(allowRollback) },
            signing,
            cancellation));
        return verb;
    }

    public static Option<string?[]> Update() => new("--update")
    {
        Description = "Move packages of this name (a glob; may be repeated) to their best version, and others only where they must; without NAME, and then behind RECIPE: all.",
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Option<bool> DenyDowngrade() => new("--deny-downgrade") { Description = "Refuse a lock in which a package is older than before." };

    public static Option<bool> AllowRollback() => new("--allow-rollback") { Description = "Accept a repository that is older than it was for the lock that is there, and a lock there that nobody signed of whom the recipe wants it." };

    public static UpdateSelection SelectionOf(ParseResult parsed, Option<string?[]> update)
    {
        if (parsed.GetResult(update) is not { Implicit: false } given) return UpdateSelection.None;
        string[] names = [.. given.Tokens.Select(token => token.Value)];
        return names.Length == 0 ? UpdateSelection.All : new(IsAll: false, [.. names]);
    }

    private static async Task<int> RunAsync(ParseResult parsed, Recipe recipe, string path, Func<LockRequest, LockRequest> request, LockSigningArguments signing, CancellationToken cancellation)
    {
        using var run = new Run(parsed);
        using Signer? signer = signing.Signer(parsed);
        LockRequest asked = request(ReadPrevious(path, recipe));
        asked.Update.Require(asked.Previous);
        LockResult result = await WriteAsync(recipe, path, asked, signer, run, cancellation);
        if (run.IsJson) Console.WriteLine(LockReport.Json(path, result));
        else Console.Write(LockReport.Text(path, result));
        return 0;
    }

    /// <summary>What a lock is made anew from. One that cannot be read is no reason to start from nothing: somebody may want to know what was in it.</summary>
    public static LockRequest ReadPrevious(string path, Recipe recipe)
    {
        try
        {
            return LockRequest.Following(path, recipe);
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound && missing.Location?.File == path)
        {
            return LockRequest.Fresh with { Path = path };
        }
        catch (ComposerException damage) when (damage.Id.Kind is FailureKind.Malformed or FailureKind.Verification && damage.Hint is null)
        {
            throw new ComposerException(damage.Id, damage.Message, damage.Location, "restore the file, or remove it to lock anew", damage);
        }
    }

    /// <summary>Locks, and writes the file unless it is what it was.</summary>
    /// <param name="signer">Of the lock; null: nobody.</param>
    public static async Task<LockResult> WriteAsync(Recipe recipe, string path, LockRequest request, Signer? signer, Run run, CancellationToken cancellation)
    {
        LockResult result = await Composer.LockAsync(recipe, request, run.Tools, run.Progress, cancellation);
        result = LockWriter.Write(Disk.Host, path, result, signer);
        run.Progress.Dispose();
        Terminal.Run.Print(result.Notices);
        return result;
    }
}

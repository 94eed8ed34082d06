using System.CommandLine;
using System.Numerics;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Esp;

namespace InitrdComposer.Cli.Verbs.Esp;

/// <summary>What lies on an ESP, and how large it is, on a command line.</summary>
internal sealed class EspArguments
{
    private const int MinCluster = 512;
    private const int MaxCluster = 65536;

    private static readonly DiagnosticId Wrong = new("ESP", 9, FailureKind.Usage);

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Output folders of build and sysext build, UKIs with what is in NAME.efi.extra.d beside them, NAME.addon.efi, .sysext.raw, .confext.raw and .cred files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _isGlobal = new("--global")
    {
        Description = "What goes with every UKI lies once, in loader/addons, loader/credentials or loader/extensions, which stubs before 258 ignore (default: beside each UKI).",
    };

    private readonly Option<string?> _size = new("--size") { Description = "Of the partition: 512M, 1G; as in repart.d(5), M is 1024 * 1024 (default: room is not looked at).", HelpName = "SIZE" };

    private readonly Option<int?> _clusterSize = new("--cluster-size") { Description = "In bytes (default: what mkfs.vfat -F 32 takes for that size, 4096 from 260M to 8G).", HelpName = "BYTES" };

    private readonly Option<string?> _reserve = new("--reserve") { Description = "Room for other files, a boot loader's (default: none).", HelpName = "SIZE" };

    private readonly Option<bool> _isStrict = RecipeArguments.Strict();

    public void AddTo(Command verb)
    {
        verb.Add(_inputs);
        foreach (Option option in (Option[])[_isGlobal, _size, _clusterSize, _reserve, _isStrict]) verb.Add(option);
    }

    public string[] PathsOf(ParseResult parsed) => parsed.GetRequiredValue(_inputs);

    /// <exception cref="ComposerException">A size is none.</exception>
    public EspDemands DemandsOf(ParseResult parsed) => new(
        parsed.GetValue(_isGlobal), SizeOf(_size, parsed), parsed.GetValue(_clusterSize) is int cluster ? ClusterOf(cluster) : null, SizeOf(_reserve, parsed) ?? 0);

    /// <summary>Prints the plan, and what is to be known of it.</summary>
    /// <exception cref="ComposerException">Something is, and that was forbidden.</exception>
    public void Print(ParseResult parsed, EspPlan plan)
    {
        if (parsed.GetValue(_isStrict) && plan.Notices is [Notice first, ..]) throw ComposerException.Of(first);
        bool isJson = parsed.GetValue(GlobalOptions.Json);
        if (!isJson) Run.Print(plan.Notices);
        Console.Out.Write(isJson ? JsonText.Write(json => EspPlanJson.Write(json, plan, source => source)) + "\n" : EspPlanText.Of(plan));
    }

    private static long? SizeOf(Option<string?> option, ParseResult parsed) => parsed.GetValue(option) is not string text
        ? null
        : Sizes.ParseBinary(text) ?? throw new ComposerException(Wrong, $"{option.Name}: got {text}, expected a number of bytes, or one with K, M or G");

    private static int ClusterOf(int size) => size is >= MinCluster and <= MaxCluster && BitOperations.IsPow2(size)
        ? size
        : throw new ComposerException(Wrong, $"--cluster-size: got {size}, expected a power of two from {MinCluster} to {MaxCluster}");
}

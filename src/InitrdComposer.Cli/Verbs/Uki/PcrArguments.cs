using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;
using InitrdComposer.Uki.PcrSignatures;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>Which PCR 11 policies are signed.</summary>
internal sealed class PcrArguments
{
    private readonly Option<string[]> _phases = PhasesOption();

    private readonly Option<string[]> _banks = BanksOption();

    private readonly Option<bool> _initrd = new("--sign-initrd-pcrs") { Description = "Also a policy of the phase enter-initrd with the reference \"initrd\", as ukify's option of that name." };

    public static Option<string[]> PhasesOption() => new("--phase")
    {
        Description = "A path of phases such as enter-initrd:leave-initrd, or : for none; may be repeated (default: those of systemd-measure).",
        HelpName = "PATH",
    };

    public static Option<string[]> BanksOption()
    {
        Option<string[]> banks = new("--bank") { Description = "sha1, sha256, sha384 or sha512; may be repeated (default: sha256).", HelpName = "BANK" };
        banks.AcceptOnlyFromAmong([.. PcrBanks.All.Select(bank => bank.Name())]);
        return banks;
    }

    public static ImmutableArray<DigestAlgorithm> BanksOf(string[]? given) => given is { Length: > 0 } ? PcrBanks.Named(given) : [DigestAlgorithm.Sha256];

    public static ImmutableArray<PhasePath> PhasesOf(string[]? given) => given is { Length: > 0 } ? PhasePath.SortedOnce(given) : PhasePath.Defaults;

    public void AddTo(Verb verb)
    {
        verb.Add(_phases);
        verb.Add(_banks);
        verb.Add(_initrd);
    }

    public ImmutableArray<PcrPhases> Groups(ParseResult parsed) =>
        [new(PhasesOf(parsed.GetValue(_phases)), null), .. parsed.GetValue(_initrd) ? [PcrPhases.Initrd] : ImmutableArray<PcrPhases>.Empty];

    public ImmutableArray<DigestAlgorithm> Banks(ParseResult parsed) => BanksOf(parsed.GetValue(_banks));
}

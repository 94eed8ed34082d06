using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Verbs.Uki;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`uki`: unified kernel images without a recipe, a file in Verbs/Uki a verb.</summary>
internal static class UkiVerb
{
    public static Command Command { get; } = new Verb("uki", "Work with unified kernel images.", "initrd-composer uki link --help")
    {
        LinkVerb.Command,
        RelinkVerb.Command,
        ExtractVerb.Command,
        ForecastVerb.Command,
        DiffPcrVerb.Command,
        InspectVerb.Create("initrd-composer uki inspect --json my.efi"),
        SignVerb.Command,
        DigestVerb.Command,
        AttachVerb.Command,
        Uki.VerifyVerb.Command,
    };
}

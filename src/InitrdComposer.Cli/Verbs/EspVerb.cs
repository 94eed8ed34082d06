using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Verbs.Esp;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`esp`: what lies on an EFI system partition, a file in Verbs/Esp a verb.</summary>
internal static class EspVerb
{
    public static Command Command { get; } = new Verb("esp", "Lay out EFI system partitions.", "initrd-composer esp plan --help")
    {
        PlanVerb.Command,
        WriteVerb.Command,
    };
}

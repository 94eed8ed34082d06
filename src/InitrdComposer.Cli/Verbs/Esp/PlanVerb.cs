using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Esp;
using InitrdComposer.Files;

namespace InitrdComposer.Cli.Verbs.Esp;

/// <summary>`esp plan`: what goes where, what it takes there, and what it takes at each boot.</summary>
internal static class PlanVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        var arguments = new EspArguments();
        var verb = new Verb(
            "plan", "Print what lies where on an EFI system partition, what it takes there and at each boot, and whether there is room. Nothing is written.",
            "initrd-composer esp plan out extensions --size 512M",
            "initrd-composer esp plan out-6.12 out-6.13 nfs.sysext.raw site.cred --global --size 1G --reserve 8M --json");
        arguments.AddTo(verb);
        verb.SetAction(parsed =>
        {
            using var inputs = EspInputs.Read(Disk.Host, arguments.PathsOf(parsed));
            var plan = EspPlan.Of(inputs, arguments.DemandsOf(parsed));
            arguments.Print(parsed, plan);
            plan.RequireRoom();
            return 0;
        });
        return verb;
    }
}

using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Esp;
using InitrdComposer.Files;

namespace InitrdComposer.Cli.Verbs.Esp;

/// <summary>`esp write`: the plan, carried out in a folder.</summary>
internal static class WriteVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        var arguments = new EspArguments();
        Option<string> output = Verbs.BuildVerb.Output();
        var verb = new Verb(
            "write", "Lay what esp plan shows into a folder, which changes in one step: DIR/esp is to be copied to an ESP, DIR/plan.json says what is in it.",
            "initrd-composer esp write out extensions --size 512M -o esp-512",
            "initrd-composer esp write out-6.12 out-6.13 site.cred --global -o esp-1024 && mcopy -s -i esp.img esp-1024/esp/* ::/");
        arguments.AddTo(verb);
        verb.Add(output);
        verb.SetAction(parsed =>
        {
            using var inputs = EspInputs.Read(Disk.Host, arguments.PathsOf(parsed));
            var plan = EspPlan.Of(inputs, arguments.DemandsOf(parsed));
            arguments.Print(parsed, plan);
            plan.RequireRoom();
            EspWriter.Write(Disk.Host, parsed.GetRequiredValue(output), plan);
            return 0;
        });
        return verb;
    }
}

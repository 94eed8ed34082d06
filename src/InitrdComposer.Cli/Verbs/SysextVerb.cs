using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Verbs.Sysext;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`sysext`: system and configuration extensions, a file in Verbs/Sysext a verb.</summary>
internal static class SysextVerb
{
    public static Command Command { get; } = new Verb("sysext", "Work with system and configuration extensions.", "initrd-composer sysext build --help")
    {
        Sysext.LockVerb.Command,
        Sysext.BuildVerb.Command,
        CheckVerb.Command,
        SignVerb.Command,
        DigestVerb.Command,
        AttachVerb.Command,
    };
}

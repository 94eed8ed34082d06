using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>An archive that the stub makes of companions.</summary>
internal sealed record CompanionArchive(int MeasuredInto, string Description, PositionalSource Bytes, ImmutableArray<string> Inputs)
{
    public IEnumerable<PlannedEvent> Event() => [new(MeasuredInto, BootStep.Parameters, Description, new Measurable.Bytes(Bytes), Inputs)];
}

/// <summary>The archives of a boot in the order in which the stub makes, measures and appends them.</summary>
internal static class CompanionArchives
{
    public static IEnumerable<CompanionArchive> Of(BootScenario boot)
    {
        (CompanionSet global, CompanionSet own) = (boot.Companions.Global, boot.Companions.Own);
        bool hasGlobal = boot.Rules.HasGlobalExtensions;
        (int Pcr, string Description, StubCpio Kind, ImmutableArray<CompanionFile> Files)[] archives =
        [
            (Pcr.KernelConfig, "credentials", StubCpio.Credentials, own.Credentials),
            (Pcr.KernelConfig, "global credentials", StubCpio.GlobalCredentials, global.Credentials),
            (Pcr.SystemExtensions, "system extensions", StubCpio.SystemExtensions, own.SystemExtensions),
            (Pcr.SystemExtensions, "global system extensions", StubCpio.GlobalSystemExtensions, hasGlobal ? global.SystemExtensions : []),
            (Pcr.KernelConfig, "configuration extensions", StubCpio.ConfigurationExtensions, own.ConfigurationExtensions),
            (Pcr.KernelConfig, "global configuration extensions", StubCpio.GlobalConfigurationExtensions, hasGlobal ? global.ConfigurationExtensions : []),
        ];
        foreach ((int pcr, string description, StubCpio kind, ImmutableArray<CompanionFile> files) in archives)
        {
            if (kind.Pack(files.Select(file => (file.Name, file.Content))) is PositionalSource bytes)
            {
                yield return new(pcr, description, bytes, [.. files.Select(file => file.Path)]);
            }
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Efi;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Lists what a boot's forecast is made of.</summary>
internal static class ForecastInputs
{
    private static readonly ImmutableArray<DigestAlgorithm> Sha256 = [DigestAlgorithm.Sha256];

    /// <param name="image">The UKI, of which also what is not measured by itself is an input: the stub's own sections, other profiles, headers.</param>
    /// <param name="profile">Whose sections go by their names alone.</param>
    public static ImmutableArray<ForecastInput> Of(UkiImage image, int profile, BootScenario boot)
    {
        List<(string Name, Measurable What)> inputs = [];
        HashSet<UkiPart> own = new(image.Effective(profile), ReferenceEqualityComparer.Instance);
        AddParts(image.Base, ForecastInputNames.Overridden);
        for (int i = 0; i < image.Profiles.Length; i++)
        {
            int number = i;
            AddParts(image.Profiles[i], section => ForecastInputNames.OfProfile(number, section));
        }

        Add(ForecastInputNames.Headers, Authenticode.HashedHeaders(image.Image)); // they change with every section's size
        foreach (LoadedImage loader in boot.Loaders) AddMeasured(loader.Name, loader.Image);
        foreach (CompanionSet set in new[] { boot.Companions.Global, boot.Companions.Own })
        {
            foreach (Addon addon in set.Addons) AddMeasured(addon.Image.Name, addon.Image.Image);
            foreach (CompanionFile file in set.Credentials.Concat(set.SystemExtensions).Concat(set.ConfigurationExtensions)) Add(file.Path, file.Content);
        }

        Add(ForecastInputNames.CommandLine, Text(boot.PassedCommandLine));
        Add(ForecastInputNames.SmbiosCommandLine, Text(boot.SmbiosCommandLine));
        Add(ForecastInputNames.Profile, Text($"{profile}"));
        if (boot.SecureBoot is SecureBootVariables variables)
        {
            Add(SecureBootVariable.Enabled.Name, Text($"{variables.IsEnabled}"));
            Add(SecureBootVariable.PlatformKey.Name, PositionalSource.OfBytes(variables.PlatformKey));
            Add(SecureBootVariable.KeyExchangeKeys.Name, PositionalSource.OfBytes(variables.KeyExchangeKeys));
            Add(SecureBootVariable.Allowed.Name, PositionalSource.OfBytes(variables.Allowed));
            Add(SecureBootVariable.Forbidden.Name, PositionalSource.OfBytes(variables.Forbidden));
            Add(ForecastInputNames.Authorities, PositionalSource.OfBytes(variables.Authorities.SelectMany(authority => authority.ToArray()).ToArray()));
        }

        Dictionary<Measurable, BankDigests> digests = Measurable.DigestsOf(inputs.Select(input => input.What), Sha256);
        return [.. inputs.DistinctBy(input => input.Name).Select(input => new ForecastInput(input.Name, digests[input.What][DigestAlgorithm.Sha256]))]; // the same loader may come twice

        void AddParts(ImmutableArray<UkiPart> parts, Func<string, string> elsewhere)
        {
            foreach (IGrouping<string, UkiPart> named in parts.GroupBy(part => part.Name))
            {
                foreach ((int index, UkiPart part) in named.Index())
                {
                    string section = ForecastInputNames.Section(named.Key, index);
                    Add(own.Contains(part) ? section : elsewhere(section), part.Content);
                }
            }
        }

        void Add(string name, PositionalSource bytes) => AddMeasured(name, new Measurable.Bytes(bytes));

        void AddMeasured(string name, Measurable what) => inputs.Add((name, what));
    }

    private static PositionalSource Text(string text) => PositionalSource.OfBytes(Encoding.UTF8.GetBytes(text));
}

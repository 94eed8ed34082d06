using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
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
        AddParts(image.Base, UkiInputNames.Overridden);
        for (int i = 0; i < image.Profiles.Length; i++)
        {
            int number = i;
            AddParts(image.Profiles[i], section => UkiInputNames.OfProfile(number, section));
        }

        Add(UkiInputNames.Headers, Headers(image));
        foreach (LoadedImage loader in boot.Loaders) AddMeasured(loader.Name, loader.Image);
        foreach (CompanionSet set in new[] { boot.Companions.Global, boot.Companions.Own })
        {
            foreach (Addon addon in set.Addons) AddMeasured(addon.Image.Name, addon.Image.Image);
            foreach (CompanionFile file in set.Credentials.Concat(set.SystemExtensions).Concat(set.ConfigurationExtensions)) Add(file.Path, file.Content);
        }

        Add("command line", Text(boot.PassedCommandLine));
        Add("SMBIOS command line", Text(boot.SmbiosCommandLine));
        Add("profile", Text($"{profile}"));
        if (boot.SecureBoot is SecureBootVariables variables)
        {
            Add("SecureBoot", Text($"{variables.IsEnabled}"));
            Add("PK", PositionalSource.OfBytes(variables.PlatformKey));
            Add("KEK", PositionalSource.OfBytes(variables.KeyExchangeKeys));
            Add("db", PositionalSource.OfBytes(variables.Allowed));
            Add("dbx", PositionalSource.OfBytes(variables.Forbidden));
            Add("db entry", PositionalSource.OfBytes(variables.Authorities.SelectMany(authority => authority.ToArray()).ToArray()));
        }

        Dictionary<Measurable, BankDigests> digests = Measurable.DigestsOf(inputs.Select(input => input.What), Sha256);
        return [.. inputs.DistinctBy(input => input.Name).Select(input => new ForecastInput(input.Name, digests[input.What][DigestAlgorithm.Sha256]))]; // the same loader may come twice

        void AddParts(ImmutableArray<UkiPart> parts, Func<string, string> elsewhere)
        {
            foreach (IGrouping<string, UkiPart> named in parts.GroupBy(part => part.Name))
            {
                foreach ((int index, UkiPart part) in named.Index())
                {
                    string section = UkiInputNames.Section(named.Key, index);
                    Add(own.Contains(part) ? section : elsewhere(section), part.Content);
                }
            }
        }

        void Add(string name, PositionalSource bytes) => AddMeasured(name, new Measurable.Bytes(bytes));

        void AddMeasured(string name, Measurable what) => inputs.Add((name, what));
    }

    /// <summary>What firmware hashes of the headers; they change with every section's size.</summary>
    private static PositionalSource Headers(UkiImage image) =>
        Authenticode.HashedBytes(image.Image).Slice(0, Math.Min(image.Image.OptionalHeader.SizeOfHeaders, image.File.Bytes.Length) - 12);

    private static PositionalSource Text(string text) => PositionalSource.OfBytes(Encoding.UTF8.GetBytes(text));
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;

namespace InitrdComposer.Config;

/// <summary>A key that a recipe signs with, and the settings that say so.</summary>
/// <param name="Settings">The key and what goes with it.</param>
/// <param name="Prefix">What the names of its settings begin with: "attestation.", "uki.sign.0.", "uki.pcr-".</param>
/// <param name="Said">The settings that are taken back where nobody shall sign.</param>
public sealed record RecipeSigner(SignerSettings Settings, string Prefix, ImmutableArray<string> Said)
{
    /// <summary>The setting that names the key.</summary>
    public string Setting => Prefix + "key";

    /// <summary>Options of a build that signs nothing with it.</summary>
    public string Without => OptionsOf(Said);

    /// <summary>Of everything that a build signs.</summary>
    public static IEnumerable<RecipeSigner> AllOf(Recipe recipe) => ((RecipeSigner?[])[OfProvenance(recipe), OfPcrs(recipe)]).OfType<RecipeSigner>().Concat(OfImages(recipe));

    /// <summary>Options of a build that signs nothing.</summary>
    public static string WithoutAny(Recipe recipe) => OptionsOf(AllOf(recipe).SelectMany(signer => signer.Said).Distinct());

    /// <summary>Null: nobody signs it.</summary>
    public static RecipeSigner? OfProvenance(Recipe recipe) => recipe.Attestation.Signer is not SignerSettings signer ? null : new(
        signer, "attestation.",
        ["attestation.key", .. If("attestation.certificate", signer.Certificate is not null), .. If("attestation.passphrase", signer.Passphrase is not null)]);

    /// <summary>Of policies of PCR 11; null: nobody signs them.</summary>
    public static RecipeSigner? OfPcrs(Recipe recipe) => recipe.Uki is not { PcrSigner: SignerSettings signer } uki ? null : new(
        signer, "uki.pcr-",
        [
            "uki.pcr-key", .. If("uki.pcr-public-key", signer.PublicKey is not null), .. If("uki.pcr-passphrase", signer.Passphrase is not null), .. If("uki.pcr-phases", !uki.PcrPhases.IsEmpty),
            .. If("uki.pcr-banks", !uki.PcrBanks.SequenceEqual(UkiSettings.DefaultPcrBanks)), .. If("uki.pcr-sign-initrd", uki.SignsInitrdPcrs),
        ]);

    /// <summary>Of images, in the order of the signatures.</summary>
    public static IEnumerable<RecipeSigner> OfImages(Recipe recipe) => (recipe.Uki?.Sign ?? []).Select((signer, index) => new RecipeSigner(signer, $"uki.sign.{index}.", ["uki.sign"]));

    /// <summary>Opens it, so that whatever is wrong with it is told before anything is made.</summary>
    /// <param name="disk">Where keys are.</param>
    /// <param name="recipe">Says where it is named.</param>
    /// <param name="folder">What relative paths start from: the recipe's folder.</param>
    /// <exception cref="ComposerException">A file is not there, or cannot be used.</exception>
    public Signer Load(Disk disk, Recipe recipe, string folder)
    {
        SignerRequest request = Settings.ToRequest(folder);
        try
        {
            return SignerLoader.Load(disk, request);
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            string? file = missing.Location?.File;
            string setting = Prefix + (file == request.Certificate ? "certificate" : file == request.PublicKey ? "public-key" : request.Key is KeySource.File key && file == key.Path ? "key" : "passphrase");
            SourceLocation? place = recipe.Origins.TryGetValue(setting, out SourceLocation written) ? written : null;
            throw new ComposerException(
                missing.Id, $"{setting}: {file}: no such file", place, $"put it there (no bundle holds what signs), or build without that signature: {Without}", missing);
        }
    }

    private static string OptionsOf(IEnumerable<string> settings) => string.Join(' ', settings.Select(setting => $"--set {setting}="));

    private static ImmutableArray<string> If(string setting, bool isSaid) => isSaid ? [setting] : [];
}

using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>A component of systemd-pcrlock(8): a file that says what one step of a boot measures, or a folder of variants of which one happens.</summary>
/// <param name="Name">Sorts where the step happens: "650-uki".</param>
/// <param name="Variants">By profile; one: a file.</param>
public sealed record PcrLockComponent(string Name, ImmutableArray<PcrLockVariant> Variants);

/// <param name="Name">Of the file in the component's folder.</param>
/// <param name="Events">In order.</param>
public sealed record PcrLockVariant(string Name, ImmutableArray<MeasuredEvent> Events)
{
    /// <summary>Bytes of the .pcrlock file, as systemd-pcrlock 262 writes it.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("records");
            foreach (MeasuredEvent measured in Events) Write(json, measured);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, MeasuredEvent measured)
    {
        json.WriteStartObject();
        json.WriteNumber("pcr", measured.Pcr);
        json.WriteStartArray("digests");
        foreach (DigestAlgorithm bank in PcrBanks.All)
        {
            json.WriteStartObject();
            json.WriteString("hashAlg", bank.Name());
            json.WriteString("digest", measured.Digests[bank].Hex);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>
/// A forecast as systemd-pcrlock's components. Names sort as the steps happen, between those that systemd has itself (350-action-efi-application,
/// 500-separator, 700-action-exit-boot-services); 710 and 720 are those of lock-kernel-cmdline and lock-kernel-initrd.
/// </summary>
public static class PcrLock
{
    /// <summary>What firmware measures of itself is in components that systemd has.</summary>
    /// <param name="forecast">In all of <see cref="PcrBanks.All"/>.</param>
    public static ImmutableArray<PcrLockComponent> Of(UkiForecast forecast) =>
    [
        Component("630-boot-loader", forecast, BootStep.BootLoader),
        Component("650-uki", forecast, BootStep.Uki),
        Component("652-uki-addons", forecast, BootStep.Addon),
        Component("654-uki-parameters", forecast, BootStep.Parameters),
        Component("660-kernel", forecast, BootStep.Kernel),
        Component("710-kernel-cmdline", forecast, BootStep.CommandLine),
        Component("720-kernel-initrd", forecast, BootStep.Initrd),
    ];

    /// <summary>Profiles that measure the same are one variant.</summary>
    private static PcrLockComponent Component(string name, UkiForecast forecast, BootStep step) => new(
        name,
        [
            .. from profile in forecast.Profiles
               let events = profile.Pcrs.Events.Where(measured => measured.Step == step).ToImmutableArray()
               group (profile, events) by string.Join(' ', events.Select(measured => $"{measured.Pcr}:{measured.Digests[DigestAlgorithm.Sha256]}")) into same
               select new PcrLockVariant($"profile-{same.First().profile.Number}", same.First().events),
        ]);
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Efi;

namespace InitrdComposer.Uki.Forecast;

/// <summary>
/// The UEFI variables of Secure Boot, whose state firmware measures into PCR 7 before it starts anything (TCG PC Client Platform Firmware Profile, "PCR[7] -
/// Secure Boot Policy Measurements").
/// </summary>
/// <param name="IsEnabled">The variable SecureBoot.</param>
/// <param name="PlatformKey">Contents of PK; empty: not set.</param>
/// <param name="KeyExchangeKeys">Contents of KEK.</param>
/// <param name="Allowed">Contents of db.</param>
/// <param name="Forbidden">Contents of dbx.</param>
/// <param name="Authorities">The entries of db that let images start, each EFI_SIGNATURE_DATA, in the order in which they were first needed.</param>
public sealed record SecureBootVariables(
    bool IsEnabled,
    ReadOnlyMemory<byte> PlatformKey,
    ReadOnlyMemory<byte> KeyExchangeKeys,
    ReadOnlyMemory<byte> Allowed,
    ReadOnlyMemory<byte> Forbidden,
    ImmutableArray<ReadOnlyMemory<byte>> Authorities)
{
    internal IEnumerable<PlannedEvent> Events()
    {
        yield return Event("variable", SecureBootVariable.Enabled, new byte[] { IsEnabled ? (byte)1 : (byte)0 });
        yield return Event("variable", SecureBootVariable.PlatformKey, PlatformKey);
        yield return Event("variable", SecureBootVariable.KeyExchangeKeys, KeyExchangeKeys);
        yield return Event("variable", SecureBootVariable.Allowed, Allowed);
        yield return Event("variable", SecureBootVariable.Forbidden, Forbidden);
        yield return new(Pcr.SecureBootPolicy, BootStep.Firmware, "separator", Measurable.Text(new byte[4]), []);
        foreach (ReadOnlyMemory<byte> authority in Authorities) yield return Event("authority", SecureBootVariable.Allowed, authority, ForecastInputNames.Authorities);
    }

    /// <summary>UEFI_VARIABLE_DATA: GUID, lengths of name (in characters) and data as UINT64, name without NUL, data.</summary>
    private static PlannedEvent Event(string kind, SecureBootVariable variable, ReadOnlyMemory<byte> data, string? input = null) => new(
        Pcr.SecureBootPolicy,
        BootStep.Firmware,
        $"{kind} {variable.Name}",
        Measurable.Text(
        [
            .. variable.Vendor.ToByteArray(), .. BitConverter.GetBytes((ulong)variable.Name.Length), .. BitConverter.GetBytes((ulong)data.Length),
            .. Encoding.Unicode.GetBytes(variable.Name), .. data.Span,
        ]),
        [input ?? variable.Name]);
}

using System.Collections.Immutable;
using System.Text;

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
    private static readonly Guid GlobalVariable = new("8be4df61-93ca-11d2-aa0d-00e098032b8c");
    private static readonly Guid ImageSecurityDatabase = new("d719b2cb-3d3a-4596-a3bc-dad00e67656f");

    internal IEnumerable<PlannedEvent> Events()
    {
        yield return Event("variable", GlobalVariable, "SecureBoot", new byte[] { IsEnabled ? (byte)1 : (byte)0 });
        yield return Event("variable", GlobalVariable, "PK", PlatformKey);
        yield return Event("variable", GlobalVariable, "KEK", KeyExchangeKeys);
        yield return Event("variable", ImageSecurityDatabase, "db", Allowed);
        yield return Event("variable", ImageSecurityDatabase, "dbx", Forbidden);
        yield return new(Pcr.SecureBootPolicy, BootStep.Firmware, "separator", Measurable.Text(new byte[4]), []);
        foreach (ReadOnlyMemory<byte> authority in Authorities) yield return Event("authority", ImageSecurityDatabase, "db", authority);
    }

    /// <summary>UEFI_VARIABLE_DATA: GUID, lengths of name (in characters) and data as UINT64, name without NUL, data.</summary>
    private static PlannedEvent Event(string kind, Guid vendor, string name, ReadOnlyMemory<byte> data) => new(
        Pcr.SecureBootPolicy,
        BootStep.Firmware,
        $"{kind} {name}",
        Measurable.Text(
        [
            .. vendor.ToByteArray(), .. BitConverter.GetBytes((ulong)name.Length), .. BitConverter.GetBytes((ulong)data.Length), .. Encoding.Unicode.GetBytes(name), .. data.Span,
        ]),
        [kind == "authority" ? "db entry" : name]);
}

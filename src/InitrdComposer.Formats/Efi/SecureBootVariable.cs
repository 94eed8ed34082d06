namespace InitrdComposer.Formats.Efi;

/// <summary>A UEFI variable of Secure Boot, by vendor and name (UEFI specification, "Globally Defined Variables" and "Signature Database").</summary>
/// <param name="Name">"PK", "db", ….</param>
/// <param name="Vendor">Its namespace.</param>
public sealed record SecureBootVariable(string Name, Guid Vendor)
{
    /// <summary>EFI_GLOBAL_VARIABLE.</summary>
    private static readonly Guid Global = new("8be4df61-93ca-11d2-aa0d-00e098032b8c");

    /// <summary>EFI_IMAGE_SECURITY_DATABASE_GUID.</summary>
    private static readonly Guid ImageSecurityDatabase = new("d719b2cb-3d3a-4596-a3bc-dad00e67656f");

    /// <summary>Whether it is on.</summary>
    public static SecureBootVariable Enabled { get; } = new("SecureBoot", Global);

    /// <summary>The platform key: whoever has it says who may change the others.</summary>
    public static SecureBootVariable PlatformKey { get; } = new("PK", Global);

    /// <summary>Keys that may change <see cref="Allowed"/> and <see cref="Forbidden"/>.</summary>
    public static SecureBootVariable KeyExchangeKeys { get; } = new("KEK", Global);

    /// <summary>Certificates and digests of images that may start.</summary>
    public static SecureBootVariable Allowed { get; } = new("db", ImageSecurityDatabase);

    /// <summary>Those of images that may not.</summary>
    public static SecureBootVariable Forbidden { get; } = new("dbx", ImageSecurityDatabase);
}

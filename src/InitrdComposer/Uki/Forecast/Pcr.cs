using System.Security.Cryptography;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>A platform configuration register: what it holds when the machine starts, and what an extend makes of it.</summary>
public static class Pcr
{
    /// <summary>Code that firmware loads and starts: boot loaders, UKIs, addons, kernels.</summary>
    public const int BootLoaderCode = 4;

    /// <summary>Secure Boot: its variables, and the db entries that let images start.</summary>
    public const int SecureBootPolicy = 7;

    /// <summary>What the kernel's EFI stub was given: command line and initrd.</summary>
    public const int KernelInitrd = 9;

    /// <summary>The UKI's sections, then the phases of the boot.</summary>
    public const int KernelBoot = 11;

    /// <summary>What changes how the UKI boots: profile, addons, credentials, configuration extensions.</summary>
    public const int KernelConfig = 12;

    /// <summary>System extensions.</summary>
    public const int SystemExtensions = 13;

    /// <summary>All zeros: PCRs 0 to 16 after a reset.</summary>
    public static Digest Zero(DigestAlgorithm bank) => Digest.FromBytes(bank, new byte[bank.SizeInBytes()]);

    /// <summary>H(value || measured) (TPM 2.0 Library, part 1, "Extend of a PCR").</summary>
    public static Digest Extend(this Digest value, Digest measured)
    {
        if (value.Algorithm != measured.Algorithm) throw new ArgumentException($"{measured} extends no PCR of bank {value.Algorithm.Name()}", nameof(measured));
        using IncrementalHash hash = value.Algorithm.CreateHash();
        hash.AppendData(value.ToBytes());
        hash.AppendData(measured.ToBytes());
        return Digest.Finish(value.Algorithm, hash);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>
/// TPM2_PolicyPCR for PCR 11 alone (TPM 2.0 Library, part 3, "TPM2_PolicyPCR"): what a signature in .pcrsig is made over. The policy's own algorithm is
/// SHA-256 whatever the bank.
/// </summary>
public static class PolicyDigest
{
    private const uint PolicyPcrCommand = 0x0000_017F;

    /// <summary>The policy that holds while PCR 11 of a bank has this value.</summary>
    public static Digest Of(Digest kernelBoot)
    {
        Span<byte> message = stackalloc byte[32 + 4 + 4 + 2 + 1 + 3 + 32];
        message.Clear(); // the policy before: 32 zeros
        BinaryPrimitives.WriteUInt32BigEndian(message[32..], PolicyPcrCommand);
        BinaryPrimitives.WriteUInt32BigEndian(message[36..], 1); // TPML_PCR_SELECTION: one bank
        BinaryPrimitives.WriteUInt16BigEndian(message[40..], kernelBoot.Algorithm.TpmAlgorithm());
        message[42] = 3; // bytes of the bitmap of 24 PCRs
        message[43 + (Pcr.KernelBoot / 8)] = 1 << (Pcr.KernelBoot % 8);
        SHA256.HashData(kernelBoot.ToBytes(), message[46..]);
        return Digest.Sha256Of(message);
    }

    /// <summary>What is signed: the policy, and behind it the digest of a policy reference if there is one.</summary>
    public static byte[] ToBeSigned(Digest policy, string? reference) =>
        [.. policy.ToBytes(), .. reference is null ? [] : SHA256.HashData(Encoding.UTF8.GetBytes(reference))];
}

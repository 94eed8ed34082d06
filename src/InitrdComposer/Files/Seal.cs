using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Files;

/// <summary>What stands behind a kept result: a SHA-256 of its bytes and of its key, so that one that got another's name is not taken for that.</summary>
internal static class Seal
{
    /// <summary>In bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <param name="key">What the result is kept by.</param>
    /// <param name="content">Of its bytes.</param>
    public static byte[] Of(Digest key, Digest content) => SHA256.HashData(Encoding.ASCII.GetBytes($"{key} {content}"));
}

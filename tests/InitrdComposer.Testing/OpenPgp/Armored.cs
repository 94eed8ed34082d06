using System.Text;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>Binary data as text (RFC 9580, 6.2).</summary>
public static class Armored
{
    /// <param name="label">"PUBLIC KEY BLOCK", "SIGNATURE".</param>
    public static byte[] Encode(string label, byte[] packets) =>
        Encoding.ASCII.GetBytes($"-----BEGIN PGP {label}-----\n\n{Convert.ToBase64String(packets, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")}\n-----END PGP {label}-----\n");

    /// <summary>Of the first block: what is between the empty line and the sum.</summary>
    public static byte[] Decode(byte[] armored)
    {
        string[] lines = Encoding.ASCII.GetString(armored).ReplaceLineEndings("\n").Split('\n');
        IEnumerable<string> block = lines.SkipWhile(line => !line.StartsWith("-----BEGIN PGP ", StringComparison.Ordinal)).SkipWhile(line => line.Length > 0);
        return Convert.FromBase64String(string.Concat(block.TakeWhile(line => !line.StartsWith('=') && !line.StartsWith('-'))));
    }
}

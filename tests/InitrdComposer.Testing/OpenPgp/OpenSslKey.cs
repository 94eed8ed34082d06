namespace InitrdComposer.Testing.OpenPgp;

/// <summary>EdDSA of OpenSSL's, which .NET does not have.</summary>
internal static class OpenSslKey
{
    /// <param name="algorithm">"ed25519", "ed448".</param>
    /// <param name="size">Bytes of a public key.</param>
    /// <param name="point">The public key.</param>
    /// <returns>Signs.</returns>
    public static Func<byte[], byte[]> Make(string algorithm, int size, out byte[] point)
    {
        var openssl = Tool.Require("openssl", "openssl");
        using var folder = new TempFolder();
        openssl.Run("genpkey", "-algorithm", algorithm, "-out", folder["key"]);
        openssl.Run("pkey", "-in", folder["key"], "-pubout", "-outform", "DER", "-out", folder["public"]);
        point = File.ReadAllBytes(folder["public"])[^size..];
        byte[] key = File.ReadAllBytes(folder["key"]);
        return hash =>
        {
            using var work = new TempFolder();
            File.WriteAllBytes(work["key"], key);
            File.WriteAllBytes(work["hash"], hash);
            openssl.Run("pkeyutl", "-sign", "-inkey", work["key"], "-rawin", "-in", work["hash"], "-out", work["signature"]);
            return File.ReadAllBytes(work["signature"]);
        };
    }
}

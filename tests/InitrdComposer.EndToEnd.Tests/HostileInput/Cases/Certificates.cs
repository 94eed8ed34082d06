using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Certificates for servers, made as they are needed.</summary>
internal static class Certificates
{
    /// <summary>Signs itself: whoever trusts it trusts this server.</summary>
    /// <param name="isOfHost">For 127.0.0.1, else for another host.</param>
    /// <param name="isExpired">Its time is over.</param>
    public static X509Certificate2 Make(bool isOfHost = true, bool isExpired = false)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=InitrdComposer test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (isOfHost) names.AddIpAddress(IPAddress.Loopback);
        else names.AddDnsName("other.example.org");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-10), isExpired ? now.AddDays(-1) : now.AddDays(1));

        // A key that was only just made cannot be used by a server before it went through a file.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}

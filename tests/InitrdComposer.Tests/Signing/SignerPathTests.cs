using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using Xunit;
using static InitrdComposer.Tests.Signing.TestAuthority;

namespace InitrdComposer.Tests.Signing;

/// <summary>Whose certificates lead to a listed one: root, intermediate, signer; each row changes one of them. openssl says the same of each but what a key is for, of which its `-purpose any` asks authorities alone.</summary>
public sealed class SignerPathTests : IDisposable
{
    private static readonly X509Extension MaySign = Usage(X509KeyUsageFlags.DigitalSignature), MayIssue = Usage(X509KeyUsageFlags.KeyCertSign), Code = ExtendedUsage(CodeSigning);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string?> Rows => new()
    {
        { "sound", null },
        { "signer: keyUsage keyEncipherment", "CN=signer is not for that: keyUsage: got KeyEncipherment, expected digitalSignature" },
        { "signer: extKeyUsage serverAuth", $"CN=signer is not for that: extKeyUsage: got {ServerAuthentication}, expected codeSigning ({CodeSigning})" },
        { "signer: unknown critical extension", "CN=signer has a critical extension that nobody obeys here: 1.2.3.4" },
        { "signer: SHA-1", "CN=signer was issued with a weak hash: got " },
        { "intermediate: no authority", "" },
        { "intermediate: keyUsage digitalSignature", "CN=intermediate is not for that: keyUsage: got DigitalSignature, expected keyCertSign" },
        { "intermediate: extKeyUsage serverAuth", $"CN=intermediate is not for that: extKeyUsage: got {ServerAuthentication}" },
        { "intermediate: RSA 1024", "CN=intermediate has a weak key: got RSA 1024, expected RSA of 2048 bits or more, or EC of P-256, P-384 or P-521" },
        { "intermediate: SHA-1", "CN=intermediate was issued with a weak hash: got " },
        { "intermediate: by somebody else", "" },
        { "root: no intermediates", "CN=root allows 0 authorities below it, there are 1" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void APathIsRefusedForTheReasonThatItHas(string row, string? complaint)
    {
        TestAuthority[] chain = Chain(row);
        var path = SignerPath.Find(chain[2].Certificate, [chain[1].Certificate], [chain[0].Certificate], asOf: null);
        Assert.Equal(complaint is null, path.Listed is not null);
        if (complaint is { Length: > 0 }) Assert.StartsWith(complaint, path.Complaint, StringComparison.Ordinal);
        if (complaint is "") Assert.Null(path.Complaint);
        Assert.Equal(complaint is null || row.Contains("extKeyUsage", StringComparison.Ordinal) || row.StartsWith("signer: keyUsage", StringComparison.Ordinal), OpensslVerifies(chain));
        foreach (TestAuthority one in chain) one.Dispose();
    }

    /// <summary>What has no usages is for anything (RFC 5280, 4.2.1.3), and a listed intermediate needs nobody above it.</summary>
    [Fact]
    public void UsagesNeedNotBeSaidAndTheListedOneNeedNotBeARoot()
    {
        using TestAuthority root = Make("root", extensions: [IsAuthority()]), intermediate = Make("intermediate", root, extensions: [IsAuthority()]), signer = Make("signer", intermediate);
        Assert.Equal("CN=root", Find(root)?.Subject);
        Assert.Equal("CN=intermediate", Find(intermediate)?.Subject);
        Assert.Equal("CN=signer", Find(signer)?.Subject);

        X509Certificate2? Find(TestAuthority listed) => SignerPath.Find(signer.Certificate, [root.Certificate, intermediate.Certificate], [listed.Certificate], asOf: null).Listed;
    }

    /// <summary>Of two ways, one by an authority that may not issue code signers, the other one counts.</summary>
    [Fact]
    public void AnotherWayCountsWhereOneIsRefused()
    {
        using TestAuthority root = Make("root", extensions: [IsAuthority()]), bad = Make("intermediate", root, extensions: [IsAuthority(), ExtendedUsage(ServerAuthentication)]);
        using TestAuthority good = Make("intermediate", root, bad.Key, extensions: [IsAuthority()]), signer = Make("signer", bad);
        Assert.NotNull(SignerPath.Find(signer.Certificate, [bad.Certificate, good.Certificate], [root.Certificate], asOf: null).Listed);
        Assert.Null(SignerPath.Find(signer.Certificate, [bad.Certificate], [root.Certificate], asOf: null).Listed);
    }

    [Fact]
    public void ACertificateCountsForWhatWasMadeBeforeItEnded()
    {
        using TestAuthority root = Make("root", years: 1, extensions: [IsAuthority()]), signer = Make("signer", root, years: 2);
        Assert.NotNull(Find(null).Listed);
        Assert.NotNull(Find(Begin.AddYears(1)).Listed);
        Assert.Equal("CN=root had ended when this was made: valid until 2001-01-01 00:00:00 UTC, what was signed is of 2001-01-01 00:00:01 UTC or later", Find(Begin.AddYears(1).AddSeconds(1)).Complaint);
        Assert.StartsWith("CN=signer had ended", Find(Begin.AddYears(3)).Complaint, StringComparison.Ordinal);

        SignerPath Find(DateTimeOffset? asOf) => SignerPath.Find(signer.Certificate, [], [root.Certificate], asOf);
    }

    /// <summary>An extension that is none, in a certificate that a signature brings along, is a reason and no crash.</summary>
    [Theory]
    [InlineData("2.5.29.15")]
    [InlineData("2.5.29.19")]
    [InlineData("2.5.29.37")]
    public void AnExtensionThatIsNoneIsAReason(string id)
    {
        using TestAuthority root = Make("root", extensions: [IsAuthority()]), intermediate = Make("intermediate", root, extensions: [.. id == "2.5.29.19" ? [] : (X509Extension[])[IsAuthority()], new X509Extension(id, [0xFF, 0x01], critical: false)]);
        using TestAuthority signer = Make("signer", intermediate);
        var path = SignerPath.Find(signer.Certificate, [intermediate.Certificate], [root.Certificate], asOf: null);
        Assert.Null(path.Listed);
        Assert.True(path.Complaint is null or "CN=intermediate has an extension or a date that is none", path.Complaint);
    }

    /// <summary>.NET decodes dates only when somebody asks for them.</summary>
    [Fact]
    public void ADateThatIsNoneIsAReason()
    {
        using TestAuthority made = Make("signer", years: 1);
        byte[] der = made.Certificate.RawData;
        "999999999999Z"u8.CopyTo(der.AsSpan(der.AsSpan().IndexOf("010101000000Z"u8)));
        using X509Certificate2 signer = X509CertificateLoader.LoadCertificate(der);
        Assert.Equal("CN=signer has an extension or a date that is none", SignerPath.Find(signer, [], [signer], Begin).Complaint);
    }

    [Theory]
    [InlineData("1.2.840.10045.3.1.7", true)]
    [InlineData("1.3.132.0.34", true)]
    [InlineData("1.3.132.0.35", true)]
    [InlineData("1.3.132.0.10", false)] // secp256k1
    [InlineData("1.3.132.0.33", false)] // secp224r1
    [InlineData("1.3.36.3.3.2.8.1.1.7", false)] // brainpoolP256r1
    public void OnlyTheCurvesOfNistAreStrong(string curve, bool isStrong)
    {
        using TestAuthority signer = Make("signer", key: ECDsa.Create(ECCurve.CreateFromValue(curve)));
        Assert.Equal(isStrong, InitrdComposer.Signing.PublicKey.Of(signer.Certificate)!.IsStrong);
        Assert.Equal(isStrong, SignerPath.Find(signer.Certificate, [], [signer.Certificate], asOf: null).Listed is not null);
    }

    private static TestAuthority[] Chain(string row)
    {
        TestAuthority root = Make("root", extensions: [IsAuthority(row == "root: no intermediates" ? 0 : null), MayIssue]);
        TestAuthority other = row == "intermediate: by somebody else" ? Make("root", extensions: [IsAuthority(), MayIssue]) : root;
        TestAuthority intermediate = Make(
            "intermediate", other, row == "intermediate: RSA 1024" ? RSA.Create(1024) : null, isSha1: row == "intermediate: SHA-1", extensions: row switch
            {
                "intermediate: no authority" => [MaySign],
                "intermediate: keyUsage digitalSignature" => [IsAuthority(), MaySign],
                "intermediate: extKeyUsage serverAuth" => [IsAuthority(), MayIssue, ExtendedUsage(ServerAuthentication)],
                _ => [IsAuthority(), MayIssue],
            });
        TestAuthority signer = Make("signer", intermediate, isSha1: row == "signer: SHA-1", extensions: row switch
        {
            "signer: keyUsage keyEncipherment" => [Usage(X509KeyUsageFlags.KeyEncipherment), Code],
            "signer: extKeyUsage serverAuth" => [MaySign, ExtendedUsage(ServerAuthentication)],
            "signer: unknown critical extension" => [MaySign, Code, new X509Extension("1.2.3.4", [5, 0], critical: true)],
            _ => [MaySign, Code],
        });
        return [root, intermediate, signer];
    }

    /// <summary>Security level 2 is 112 bits: RSA of 2048, and no SHA-1.</summary>
    private bool OpensslVerifies(TestAuthority[] chain)
    {
        foreach ((int i, TestAuthority one) in chain.Index()) File.WriteAllText(_folder[$"{i}.crt"], one.Certificate.ExportCertificatePem());
        return Tool.Require("openssl", "openssl").Start(
            null, null, "verify", "-no_check_time", "-auth_level", "2", "-purpose", "any", "-trusted", _folder["0.crt"], "-untrusted", _folder["1.crt"], _folder["2.crt"]).ExitCode == 0;
    }
}

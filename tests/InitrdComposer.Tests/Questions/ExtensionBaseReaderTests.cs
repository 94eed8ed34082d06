using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Files;
using InitrdComposer.Questions;
using InitrdComposer.Sysext.Check;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.Tests.Questions;

public sealed class ExtensionBaseReaderTests : IDisposable
{
    private static readonly X509Certificate2 Signer = DdiSpec.NewSigner("signer"), Other = DdiSpec.NewSigner("other");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A link to a file that is nowhere near, and a folder that is a link.</summary>
    [Theory]
    [InlineData("usr/lib/verity.d/one.crt", "../../share/pki/one.pem")]
    [InlineData("etc/verity.d/one.crt", "/usr/share/pki/one.pem")]
    [InlineData("run/verity.d", "/usr/share/pki/crts")]
    public void CertificatesBehindLinksAreRead(string link, string target) => Assert.Equal(
        ["CN=signer"], Names(new BaseSpec().Link(link, target).Add("usr/share/pki/one.pem", Pem(Signer)).Link("usr/share/pki/crts/any.crt", "../one.pem")));

    [Fact]
    public void AnOsReleaseBehindALinkIsRead() =>
        Assert.Equal("linked", Read(new BaseSpec().Remove("usr/lib/os-release").Link("usr/lib/os-release", "os-release.d/os-release-test").Add("usr/lib/os-release.d/os-release-test", "ID=linked\n"))["ID"]);

    /// <summary>As conf-files.c of systemd has it: a link that leads nowhere is not there, one to /dev/null and an empty file hide what has their name.</summary>
    [Theory]
    [InlineData("/nowhere", true)]
    [InlineData("/dev/null", false)]
    [InlineData("/usr/share/empty", false)]
    [InlineData("/usr/share/other", false)]
    public void OfOneNameTheFirstFoldersCounts(string target, bool isSeen)
    {
        string[] names = Names(new BaseSpec().Trust(Signer).Link("etc/verity.d/test.crt", target).Add("usr/share/empty", "").Add("usr/share/other", Pem(Other)));
        Assert.Equal(isSeen, names.Contains("CN=signer"));
        Assert.Equal(target == "/usr/share/other", names.Contains("CN=other"));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void WhatIsNoCertificateIsNamedAndPassedOver(string text)
    {
        ExtensionBase read = Read(new BaseSpec().Trust(Signer).Add("usr/lib/verity.d/bad.crt", text));
        Assert.Equal(["/usr/lib/verity.d/bad.crt"], read.DamagedCertificates.Select(path => path.ToString()));
        Assert.Equal(["CN=signer"], read.Certificates.Select(certificate => certificate.Subject));
    }

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem();

    private string[] Names(BaseSpec spec) => [.. Read(spec).Certificates.Select(certificate => certificate.Subject)];

    private ExtensionBase Read(BaseSpec spec)
    {
        File.WriteAllBytes(_folder["base"], spec.ToBytes());
        return ExtensionBaseReader.Read(Disk.Host, _folder["base"]);
    }
}

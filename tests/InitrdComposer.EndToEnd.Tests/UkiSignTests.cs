using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`uki sign`, `digest`, `attach` and `verify`, on images that another tool made.</summary>
public sealed class UkiSignTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private readonly string _image = Checkout.Fixture("uki", "toy.262.efi");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileSignedTwiceVerifiesAndOneCertificateMoreDoesNot()
    {
        MakeKey("one");
        MakeKey("two");
        MakeKey("three");
        Composer(0, "uki", "sign", _image, "--key", _folder["one.key"], "--certificate", _folder["one.crt"], "--key", _folder["two.key"], "--certificate", _folder["two.crt"], "-o", _folder["signed.efi"]);
        string said = Composer(0, "uki", "verify", _folder["signed.efi"], "--certificate", _folder["one.crt"], "--certificate", _folder["two.crt"], "--pcr-public-key", Checkout.Fixture("uki", "pcr-pub.pem"));
        Assert.Contains("everything holds", said, StringComparison.Ordinal);
        Assert.Contains("good, CN=one", said, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(Composer(4, "uki", "verify", "--json", _folder["signed.efi"], "--certificate", _folder["three.crt"]));
        Assert.False(json.RootElement.GetProperty("holds").GetBoolean());
        Assert.Equal("IC-SGN06", Assert.Single(json.RootElement.GetProperty("findings").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("signatures").GetArrayLength());
    }

    [Fact]
    public void SigningElsewhereGivesTheSameFile()
    {
        MakeKey("one");
        Composer(0, "uki", "sign", _image, "--key", _folder["one.key"], "--certificate", _folder["one.crt"], "--signing-time", "1767225600", "-o", _folder["here.efi"]);
        Composer(0, "uki", "digest", _image, "--signing-time", "1767225600", "-o", _folder["to-sign"]);
        Tool openssl = Tool.Require("openssl", "openssl");
        openssl.Run("dgst", "-sha256", "-sign", _folder["one.key"], "-out", _folder["sig"], _folder["to-sign/toy.262.efi.authenticode.tbs"]);
        Composer(0, "uki", "attach", _image, "--signature", _folder["sig"], "--certificate", _folder["one.crt"], "--signing-time", "1767225600", "-o", _folder["elsewhere.efi"]);
        Assert.Equal(File.ReadAllBytes(_folder["here.efi"]), File.ReadAllBytes(_folder["elsewhere.efi"]));

        openssl.Run("pkeyutl", "-sign", "-inkey", _folder["one.key"], "-pkeyopt", "digest:sha256", "-in", _folder["to-sign/toy.262.efi.authenticode.tbs.sha256"], "-out", _folder["again"]);
        Assert.Equal(File.ReadAllBytes(_folder["sig"]), File.ReadAllBytes(_folder["again"]));
        Composer(4, "uki", "attach", _image, "--signature", _folder["sig"], "--certificate", _folder["one.crt"], "-o", _folder["other-time.efi"]);
        Assert.False(File.Exists(_folder["other-time.efi"]));
    }

    [Fact]
    public void ACommandSigns()
    {
        MakeKey("one");
        string openssl = Tool.Require("openssl", "openssl").Path;
        Composer(0, "uki", "sign", _image, "--key", $"command:{openssl} pkeyutl -sign -inkey {_folder["one.key"]} -pkeyopt digest:sha256", "--certificate", _folder["one.crt"], "-o", _folder["signed.efi"]);
        Composer(0, "uki", "verify", _folder["signed.efi"], "--certificate", _folder["one.crt"]);
    }

    [Theory]
    [InlineData("toystub.efi")]
    [InlineData("toy.262.addon.efi")]
    [InlineData("linux.pe")]
    public void StubsAddonsAndKernelsAreSignedToo(string name)
    {
        MakeKey("one");
        Composer(0, "uki", "sign", Checkout.Fixture("uki", name), "--key", _folder["one.key"], "--certificate", _folder["one.crt"], "-o", _folder["signed.efi"]);
        Tool.Require("sbverify", "sbsigntool").Run("--cert", _folder["one.crt"], _folder["signed.efi"]);
    }

    [Fact]
    public void PoliciesToSignAreThoseThatUkifySigned()
    {
        Composer(0, "uki", "digest", _image, "--pcr-public-key", Checkout.Fixture("uki", "pcr-pub.pem"), "-o", _folder["to-sign"]);
        using var policies = JsonDocument.Parse(File.ReadAllText(_folder["to-sign/toy.262.efi.pcrsig.json"]));
        string[] digests = [.. policies.RootElement.GetProperty("sha256").EnumerateArray().Select(entry => entry.GetProperty("pol").GetString()!)];
        Assert.Equal(4, digests.Length);
        string image = File.ReadAllText(_image, System.Text.Encoding.Latin1);
        Assert.All(digests, digest => Assert.Contains($"\"pol\": \"{digest}\"", image, StringComparison.Ordinal));
        Assert.Equal(digests[0], Convert.ToHexStringLower(File.ReadAllBytes(_folder["to-sign/toy.262.efi.pcrsig.0.tbs"])));
    }

    /// <summary>Two profiles: each has policies of its own. Whoever has the key elsewhere gets the same file.</summary>
    [Fact]
    public void PoliciesOfEachProfileAreSignedHereOrElsewhere()
    {
        MakeKey("pcr");
        MakeKey("db");
        string image = _folder["mp.efi"];
        Composer(0, "uki", "relink", Checkout.Fixture("uki", "toy-mp.262.efi"), "--drop-section", ".pcrpkey", "-o", image);
        Tool openssl = Tool.Require("openssl", "openssl");
        openssl.Run("pkey", "-in", _folder["pcr.key"], "-pubout", "-out", _folder["pcr.pem"]);

        string[] which = ["--bank", "sha256", "--bank", "sha384", "--phase", "enter-initrd", "--sign-initrd-pcrs"];
        Composer(0, ["uki", "sign", image, "--pcr-key", _folder["pcr.key"], .. which, "-o", _folder["here.efi"]]);
        Composer(0, ["uki", "digest", image, "--pcr-public-key", _folder["pcr.pem"], .. which, "-o", _folder["to-sign"]]);
        string[] toSign = [.. Directory.GetFiles(_folder["to-sign"], "*.tbs").Order()];
        Assert.Equal(8, toSign.Length);
        foreach (string file in toSign) openssl.Run("dgst", "-sha256", "-sign", _folder["pcr.key"], "-out", file + ".sig", file);
        Composer(0, "uki", "attach", image, "--pcr-signatures", _folder["to-sign"], "--pcr-public-key", _folder["pcr.pem"], "-o", _folder["elsewhere.efi"]);
        Assert.Equal(File.ReadAllBytes(_folder["here.efi"]), File.ReadAllBytes(_folder["elsewhere.efi"]));

        Composer(0, ["uki", "sign", image, "--pcr-key", _folder["pcr.key"], .. which, "--key", _folder["db.key"], "--certificate", _folder["db.crt"], "-o", _folder["both.efi"]]);
        using var json = JsonDocument.Parse(Composer(0, "uki", "verify", "--json", _folder["both.efi"], "--certificate", _folder["db.crt"], "--pcr-public-key", _folder["pcr.pem"]));
        Assert.Equal([4, 4], json.RootElement.GetProperty("pcrSignatures").EnumerateArray().Select(profile => profile.GetProperty("policies").GetArrayLength()));
        Assert.NotEqual(File.ReadAllText(toSign[0]), File.ReadAllText(toSign[4]));

        File.Copy(toSign[0] + ".sig", toSign[4] + ".sig", overwrite: true);
        Composer(4, "uki", "attach", image, "--pcr-signatures", _folder["to-sign"], "--pcr-public-key", _folder["pcr.pem"], "-o", _folder["wrong.efi"]);
        Composer(4, "uki", "sign", Checkout.Fixture("uki", "toy-mp.262.efi"), "--pcr-key", _folder["pcr.key"], "-o", _folder["wrong.efi"]);
        Assert.False(File.Exists(_folder["wrong.efi"]));
    }

    [Fact]
    public void WhatIsWrongIsSaidWithoutAFileBeingLeft()
    {
        MakeKey("one");
        MakeKey("two");
        Composer(4, "uki", "sign", _image, "--key", _folder["one.key"], "--certificate", _folder["two.crt"], "-o", _folder["signed.efi"]);
        Composer(2, "uki", "sign", _image, "--key", _folder["one.key"], "--key", _folder["two.key"], "--certificate", _folder["two.crt"], "-o", _folder["signed.efi"]);
        Composer(2, "uki", "sign", _image, "--key", _folder["one.key"], "-o", _folder["signed.efi"]);
        Composer(3, "uki", "sign", Checkout.Fixture("uki", "cmdline"), "--key", _folder["one.key"], "--certificate", _folder["one.crt"], "-o", _folder["signed.efi"]);
        Composer(7, "uki", "sign", _image, "--key", _folder["none.key"], "--certificate", _folder["one.crt"], "-o", _folder["signed.efi"]);
        Composer(2, "uki", "sign", _image, "-o", _folder["signed.efi"]);
        Composer(2, "uki", "sign", Checkout.Fixture("uki", "toy.262.addon.efi"), "--pcr-key", _folder["one.key"], "-o", _folder["signed.efi"]);
        Assert.False(File.Exists(_folder["signed.efi"]));
    }

    private void MakeKey(string name) => Tool.Require("openssl", "openssl").Run(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder[name + ".key"], "-out", _folder[name + ".crt"], "-subj", $"/CN={name}", "-days", "9");

    private static string Composer(int exitCode, params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == exitCode, $"{string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }
}

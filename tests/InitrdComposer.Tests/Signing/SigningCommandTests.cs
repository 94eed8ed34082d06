using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Signing;

/// <summary>Programs that sign, as docs/reference/signing.md has the contract.</summary>
public sealed class SigningCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The digest on standard input or in a file, in a DigestInfo for CKM_RSA_PKCS, or what is digested.</summary>
    [Theory]
    [InlineData("pkeyutl -sign -inkey KEY -pkeyopt digest:sha256")]
    [InlineData("pkeyutl -sign -inkey KEY -pkeyopt digest:sha256 -in {digest}")]
    [InlineData("pkeyutl -sign -inkey KEY -in {digest-info}")]
    [InlineData("dgst -sha256 -sign KEY {data}")]
    public void OpensslSigns(string arguments)
    {
        TestKeys.Make(_folder, "one");
        using Signer signer = Load(Tool.Require("openssl", "openssl").Path, arguments.Replace("KEY", _folder["one.key"], StringComparison.Ordinal).Split(' ').ToImmutableArray());
        using Signer local = SignerLoader.Load(Disk.Host, new(new KeySource.File(_folder["one.key"]), _folder["one.crt"]));
        Assert.Equal(local.Sign("data"u8).ToArray(), signer.Sign("data"u8).ToArray());
    }

    /// <summary>PKCS#11 has ECDSA as two numbers of fixed length.</summary>
    [Fact]
    public void EcdsaMayComeAsTwoNumbers()
    {
        TestKeys.Make(_folder, "one", isRsa: false);
        string openssl = Tool.Require("openssl", "openssl").Path;
        Script($"""
            '{openssl}' pkeyutl -sign -inkey '{_folder["one.key"]}' | '{openssl}' asn1parse -inform DER | sed -n 's/.*INTEGER *://p' |
              while read -r n; do printf '%64s' "$n" | tr ' ' 0; done | xxd -r -p
            """);
        Tool.Require("xxd", "xxd");
        using Signer signer = Load(_folder["script"]);
        ReadOnlyMemory<byte> signature = signer.Sign("data"u8);
        Assert.True(signer.PublicKey.HasSigned("data"u8, signature.Span));
    }

    [Fact]
    public void ArgumentsPassNoShell()
    {
        TestKeys.Make(_folder, "one");
        Script($"printf '%s\\n' \"$@\" >'{_folder["arguments"]}'; exit 1");
        using Signer signer = Load(_folder["script"], "$(touch x)", "a b", ";", "*");
        Assert.Throws<ComposerException>(() => signer.Sign("data"u8));
        Assert.Equal("$(touch x)\na b\n;\n*\n", File.ReadAllText(_folder["arguments"]));
    }

    [Theory]
    [InlineData("echo 'no token' >&2; exit 3", "IC-SGN01", "exit code 3 (no token)")]
    [InlineData("exit 0", "IC-SGN01", "no bytes")]
    [InlineData("head -c 1000000 /dev/zero", "IC-SGN01", "more than 2048 bytes")]
    [InlineData("head -c 256 /dev/zero", "IC-PEX16", "is not of the certificate's key")]
    [InlineData("printf '\\033[2J' >&2; exit 1", "IC-SGN01", "\\x1B[2J")]
    public void WhatDoesNotSignIsRefused(string script, string id, string message)
    {
        TestKeys.Make(_folder, "one");
        Script(script);
        using Signer signer = Load(_folder["script"]);
        ComposerException refused = Assert.Throws<ComposerException>(() => signer.Sign("data"u8));
        Assert.Equal(id, refused.Id.ToString());
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Verification, refused.Id.Kind);
    }

    [Fact]
    public void AProgramThatIsNotThereIsNamed()
    {
        TestKeys.Make(_folder, "one");
        using Signer signer = Load("/nonexistent/signer");
        ComposerException refused = Assert.Throws<ComposerException>(() => signer.Sign("data"u8));
        Assert.Equal("IC-SGN02", refused.Id.ToString());
        Assert.Contains("/nonexistent/signer", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>And what it has started is ended with it.</summary>
    [Fact]
    public void AProgramThatDoesNotEndIsEnded()
    {
        Script($"sleep 1000 & echo $! >'{_folder["child"]}'; wait");
        ComposerException refused = Assert.Throws<ComposerException>(() => new SigningCommand(Disk.Host, [_folder["script"]], TimeSpan.FromSeconds(2)).Sign("data"u8));
        Assert.Equal(("IC-SGN03", FailureKind.Busy), (refused.Id.ToString(), refused.Id.Kind));
        Assert.True(StartedProcess.Ends(_folder["child"]));
    }

    [Fact]
    public void ACommandNeedsToSayWhoseKeyItHas()
    {
        ComposerException refused = Assert.Throws<ComposerException>(() => SignerLoader.Load(Disk.Host, new(new KeySource.Command(["true"]), null)));
        Assert.Equal("IC-SGN04", refused.Id.ToString());
    }

    private Signer Load(string program, params ImmutableArray<string> arguments) =>
        SignerLoader.Load(Disk.Host, new(new KeySource.Command([program, .. arguments]), _folder["one.crt"]));

    private void Script(string text)
    {
        File.WriteAllText(_folder["script"], "#!/bin/bash\n" + text + "\n");
        File.SetUnixFileMode(_folder["script"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

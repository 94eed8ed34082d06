using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>What is said of `keys` and `key-files` that do not do: where it is written, and what to write.</summary>
public sealed class SignaturePolicyTests : IDisposable
{
    private static readonly SourceLocation Place = new("my.toml", DataPosition.AtLine(3, 1)), KeyLine = new("my.toml", DataPosition.AtLine(4, 9)), FileLine = new("my.toml", DataPosition.AtLine(5, 14));

    private readonly TempFolder _folder = new();
    private readonly MadeKey _primary = MadeKey.P256();
    private readonly MadeKey _subkey = MadeKey.P256();

    public void Dispose() => _folder.Dispose();

    /// <summary>Of several keys the one that is meant.</summary>
    [Fact]
    public void AnExpiredKeyIsSaidOfItsOwnLine()
    {
        Write(new MadeCertificate(_primary) { Life = TimeSpan.FromDays(500) });
        ComposerException refused = Assert.Throws<ComposerException>(() => Read([_primary.Fingerprint.ToLowerInvariant()], MadeKey.Start.AddYears(3)).RequireValidToday("small", Place));
        Assert.Equal(("GPG09", KeyLine), ($"{refused.Id}"[^5..], refused.Location));
    }

    [Fact]
    public void AClockThatIsBehindIsSaidToBe()
    {
        Write(new MadeCertificate(_primary));
        ComposerException refused = Assert.Throws<ComposerException>(() => Read([_primary.Fingerprint], MadeKey.Start.AddDays(-30)).RequireValidToday("small", Place));
        Assert.Equal(("GPG13", KeyLine, "compare this machine's clock"), ($"{refused.Id}"[^5..], refused.Location, refused.Hint));
    }

    [Fact]
    public void OfASubkeyItsCertificateIsNamed()
    {
        Write(new MadeCertificate(_primary).Add(_subkey));
        ComposerException refused = Assert.Throws<ComposerException>(() => Read([_subkey.Fingerprint], MadeKey.Start.AddYears(1)));
        Assert.Equal(("GPG25", KeyLine), ($"{refused.Id}"[^5..], refused.Location));
        Assert.StartsWith($"that is a subkey of {_primary.Fingerprint} (", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTheKeyFilesHaveIsToBeComparedFirst()
    {
        Write(new MadeCertificate(_primary));
        foreach (string[] keys in (string[][])[[], [_subkey.Fingerprint]])
        {
            ComposerException refused = Assert.Throws<ComposerException>(() => Read(keys, MadeKey.Start.AddYears(1)));
            Assert.Equal(keys.Length == 0 ? FileLine : KeyLine, refused.Location);
            Assert.StartsWith($"the key files have these, to be compared with what the distribution's own pages say:\n  keys = [\"{_primary.Fingerprint}\"]    # ", refused.Hint, StringComparison.Ordinal);
        }
    }

    /// <summary>What was kept of packages is found again by it: what the lock does not tell apart, it must not.</summary>
    [Fact]
    public void APolicyIsTheSameHoweverItsKeysAreWritten()
    {
        var other = new MadeCertificate(MadeKey.P256());
        File.WriteAllBytes(_folder["own.asc"], [.. new MadeCertificate(_primary).ToBytes(), .. other.ToBytes()]);
        Digest both = Identity(_primary.Fingerprint, other.Fingerprint);
        Assert.Equal(both, Identity(other.Fingerprint, _primary.Fingerprint.ToLowerInvariant(), other.Fingerprint.ToLowerInvariant()));
        Assert.NotEqual(both, Identity(_primary.Fingerprint));

        Digest Identity(params string[] keys) => Read(keys, MadeKey.Start.AddYears(1)).Identity;
    }

    private void Write(MadeCertificate certificate) => File.WriteAllBytes(_folder["own.asc"], certificate.ToBytes());

    private SignaturePolicy Read(string[] keys, DateTimeOffset now) => SignaturePolicy.Read(
        Disk.Host, _folder.Path, "small", new RepositorySignatures(SignedParts.All, [.. keys.Select(key => new Located<string>(key, KeyLine))], [new("own.asc", FileLine)]), hasMetadata: true, Place, new FixedClock(now));
}

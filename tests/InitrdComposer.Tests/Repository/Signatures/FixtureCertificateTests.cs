using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>What certificates that others made, many of them to be refused, are found to say of their keys.</summary>
public sealed class FixtureCertificateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    // Of SHA-1, with and without an end; DSA, whose self-signatures are not looked into.
    [InlineData("cavaliergopher_rpm/RPM-GPG-KEY-CentOS-7", "signs")]
    [InlineData("cavaliergopher_rpm/RPM-GPG-KEY-CentOS-6", "signs until 2021-06-30 02:27:47Z")]
    [InlineData("cavaliergopher_rpm/RPM-GPG-KEY-CentOS-5", "nothing valid; nothing valid")]
    // Of SHA-256 and SHA-512.
    [InlineData("openSUSE_libzypp/signed.key", "signs; another use")]
    [InlineData("own/ed25519.asc", "signs")]
    [InlineData("own/rsa4096.asc", "signs")]
    [InlineData("rpm-rs_rpm/rpm-testkey-v4-ecdsa-nistp256.asc", "signs")]
    [InlineData("rpm-rs_rpm/rpm-testkey-v6-ed25519.asc", "another use; signs")]
    [InlineData("rpm-rs_rpm/rpm-testkey-v6-rsa4k.asc", "another use; signs")]
    [InlineData("rpm-rs_rpm/rpm-testkey-v6-mldsa65-ed25519.asc", "nothing valid; nothing valid")]
    [InlineData("rpm-software-management_rpm/rpm.org-v6-ed25519-test.asc", "another use; signs")]
    [InlineData("rpm-software-management_rpm/keyidcollision1.pub", "signs")]
    [InlineData("rpm-software-management_rpm/keyidcollision2.pub", "signs")]
    [InlineData("rpm-software-management_rpm/different-creation-times.asc", "signs")]
    // A signing subkey: sound, expired, revoked.
    [InlineData("rpm-software-management_rpm/alice.asc", "another use; signs")]
    [InlineData("rpm-software-management_rpm/alice-expired-subkey.asc", "another use; signs until 2022-04-12 00:00:15Z")]
    [InlineData("rpm-software-management_rpm/alice-revoked-subkey.asc", "another use; revoked")]
    [InlineData("rpm-software-management_rpm/rpm.org-rsa-2048-add-subkey.asc", "signs; another use; signs")]
    // Bindings that are none: the primary key's signature is of another key, or missing.
    [InlineData("rpm-software-management_rpm/CVE-2021-3521-badbind.asc", "signs; nothing valid")]
    [InlineData("rpm-software-management_rpm/CVE-2021-3521-nosubsig-last.asc", "signs; nothing valid")]
    // The subkey comes twice, and a sound binding to encryption behind the second.
    [InlineData("rpm-software-management_rpm/CVE-2021-3521-nosubsig.asc", "signs; another use")]
    [InlineData("rpm-software-management_rpm/type-confusion.asc", "signs; nothing valid")]
    public void KeysAreJudgedByWhatIsValid(string file, string expected)
    {
        Certificate certificate = Certificate.Merge(KeyFixtures.Read(file));
        var self = new SelfSignatures(certificate);
        var times = new Times(Now, Now);
        string primary = self.IsRevoked() ? "revoked" : Text(certificate.PrimaryKey, self.OfPrimary(times), isCrossCertified: true);
        IEnumerable<string> subkeys = certificate.Subkeys.Select(subkey => self.IsRevoked(subkey) ? "revoked"
            : self.BindingOf(subkey, times) is Signature binding ? Text(subkey.Key, KeyStatement.Of(binding), self.IsCrossCertified(subkey, binding, times))
            : Text(subkey.Key, null, isCrossCertified: false));
        Assert.Equal(expected, string.Join("; ", [primary, .. subkeys]));
    }

    /// <summary>Whatever byte is changed: malformed, or a certificate that signatures are then judged by, and nothing else.</summary>
    [Theory]
    [InlineData("rpm-software-management_rpm/keyidcollision1.pub")]
    [InlineData("rpm-software-management_rpm/rpm.org-nistp256-test.pub")]
    [InlineData("rpm-software-management_rpm/rpm.org-v6-ed25519-test.asc")]
    [InlineData("rpm-software-management_rpm/type-confusion.asc")]
    [InlineData("cavaliergopher_rpm/RPM-GPG-KEY-CentOS-5")]
    public void ChangedBytesAreMalformedOrJudged(string file)
    {
        byte[] packets = Armored.Decode(KeyFixtures.Bytes(file));
        byte[] signature = MadeKey.P256(Now).Sign(new MadeSignature(Now) { NamesIssuer = false }, "a"u8.ToArray());
        Signature named = SignatureReader.ReadDetached(signature)[0];
        int malformed = 0;
        for (int position = 0; position < packets.Length; position++)
        {
            foreach (byte flip in (byte[])[0x01, 0x40, 0x80, 0xFF])
            {
                byte[] other = [.. packets];
                other[position] ^= flip;
                try
                {
                    Verdict verdict = new Verifier(CertificateReader.Read(other)).Verify(named, new MemoryStream("a"u8.ToArray()), Now);
                    Assert.IsType<Verdict.Refused>(verdict);
                }
                catch (MalformedDataException)
                {
                    malformed++;
                }
            }
        }

        Assert.InRange(malformed, 1, (packets.Length * 4) - 1);
    }

    private static string Text(PublicKeyPacket key, KeyStatement? self, bool isCrossCertified)
    {
        if (self is null) return "nothing valid";
        if (!self.IsForSigning) return "another use";
        if (!isCrossCertified) return "not cross-certified";
        return key.Created + self.Life is DateTimeOffset expiry ? $"signs until {expiry:u}" : "signs";
    }
}

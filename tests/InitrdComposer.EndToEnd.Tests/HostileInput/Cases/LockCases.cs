using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Locks that somebody changed.</summary>
internal static class LockCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("LCK-01", "arrays in arrays, 100000 deep", Written("x = " + new string('[', 100_000)), Refused(3, 1, "small.lock:1:", "nesting: got ")) { Command = Locked },
        new("LCK-01", "65 MiB", Written("# " + new string('n', 65 << 20)), Refused(3, 1, "size: got ")) { Command = Locked },
        new("LCK-01", "a key twice", Changed("schema = 1", "schema = 1\nschema = 1"), Refused(3, 1, "definition: got schema again")) { Command = Locked },
        new("LCK-01", "a number that is none", Changed("size = ", "size = nan #"), Refused(3, 1, "size: got float, expected integer")) { Command = Locked },
        new("LCK-01", "a key that does not exist", Changed("schema = 1", "schema = 1\nexec = \"id\""), Refused(3, 1, "unknown key exec")) { Command = Locked },
        new("LCK-01", "a location that climbs", Changed("location = \"", "location = \"../"), Refused(3, 1, "location: got \"../0.rpm\"")) { Command = Locked },
        new("LCK-02", "git's markers", Changed("schema = 1\n", "<<<<<<< HEAD\nschema = 1\n=======\nschema = 1\n>>>>>>> other\n"), Refused(3, 2, "small.lock:", "unresolved merge conflict")) { Command = Locked },
        new("LCK-03", "a digest of another file", Changed("\ndigest = \"sha256:", $"\ndigest = \"sha256:{new string('0', 64)}\" # "), new Verdict.Refused(4, "MIR17", "0.rpm", "got sha256:", "expected sha256:0000")) { Command = Locked },
        new("LCK-03", "a digest that is cut", Changed("\ndigest = \"sha256:", "\ndigest = \"sha256:abcd\" # "), Refused(4, 3, "digest: got \"sha256:abcd\"")) { Command = Locked },
        new("LCK-03", "a digest of an unknown algorithm", Changed("\ndigest = \"sha256:", "\ndigest = \"sha257:"), Refused(4, 3, "digest: got \"sha257:")) { Command = Locked },
        new("LCK-04", "a recipe that wants other packages", OtherRecipe, Refused(4, 4, "small.lock")) { Command = Locked },
        new("LCK-05", "a newer format", Changed("schema = 1", "schema = 2"), Refused(3, 5, "schema: got 2, expected at most 1", "newer initrd-composer")) { Command = Locked },
        new("LCK-05", "format 0", Changed("schema = 1", "schema = 0"), Refused(3, 1, "schema: got 0")) { Command = Locked },
        new("LCK-06", "a repository that the recipe does not have", Changed("baseurl = \"repo\"", "baseurl = \"http://evil.example.org/\""), Refused(4, 6, "evil.example.org")) { Command = Locked },
        new("LCK-07", "no signature where the recipe wants one", Signed(folder => File.Delete(Signature(folder))), Refused(4, 7, "small.lock", "is not signed: there is no small.lock.p7s", "lock-signers")) { Command = Locked },
        new("LCK-07", "a signature that is none", Signed(folder => File.WriteAllText(Signature(folder), "yes")), Refused(4, 7, "small.lock.p7s", "is no detached CMS signature")) { Command = Locked },
        new("LCK-07", "a signature whose signer has an issuer that is no name", Signed(folder => File.WriteAllBytes(Signature(folder), NoName())), Refused(4, 7, "small.lock.p7s", "is no detached CMS signature: issuer: got 3003020105, expected a Name")) { Command = Locked },
        new("LCK-07", "a signature whose certificate has a key on a curve that nobody has", Signed(folder => File.Copy(Path.Combine(Checkout.Root, "tests", "fuzz", "cms", "unknown-curve.p7s"), Signature(folder), overwrite: true)), Refused(4, 7, "small.lock.p7s", "is no good signature: it is not by the key of CN=ec")) { Command = Locked },
        new("LCK-07", "a signature of 2 MiB", Signed(folder => File.WriteAllBytes(Signature(folder), new byte[2 << 20])), Refused(4, 7, "small.lock.p7s", "got 2097152 bytes, expected at most 1048576")) { Command = Locked },
        new("LCK-07", "a signature of which one bit is another", Signed(folder => Damage.FlipByte(Signature(folder), new FileInfo(Signature(folder)).Length - 9)), Refused(4, 7, "is no good signature: it is not by the key of CN=release")) { Command = Locked },
        new("LCK-07", "a signature of another lock", Signed(folder => Change(folder, "schema = 1", "schema =  1")), Refused(4, 7, "is a signature of something else: of sha256:", ", the lock is sha256:")) { Command = Locked },
        new("LCK-07", "a signature by a key that the recipe does not name", Signed(folder => MakeKey(folder, "release")), Refused(4, 7, "is signed by CN=release, expected somebody of lock-signers")) { Command = Locked },
        new("LCK-07", "a good signature", Signed(_ => { }), new Verdict.Accepted(SoundInitrd.IsSame)) { Command = Locked },
        new("LCK-08", "a package twice", TwicePackage, Refused(4, 8, "is here twice: the first is at ")) { Command = Locked },
        new("LCK-08", "a package of another architecture", Changed("nevra = \"base-1-1.noarch\"", "nevra = \"base-1-1.s390x\""), Refused(4, 8, "nevra: got \"base-1-1.s390x\"")) { Command = Locked },
        new("LCK-08", "a package of no repository", Changed("repository = \"small\"", "repository = \"other\""), Refused(4, 8, "repository: no [[repository]] has the id \"other\"")) { Command = Locked },
        new("LCK-08", "a package whose requirement is not there", Unclosed, Refused(4, 8, "missing")) { Command = Locked },
        new("LCK-09", "a package that would become older", Older, Refused(4, 9, "other 2-1 -> 1-1 (downgrade)")) { Command = folder => folder.LockOnly("--update", "--deny-downgrade") },
    ];

    private static string[] Locked(HostileFolder folder) => folder.Build("--locked", "--offline");

    private static Verdict.Refused Refused(int exitCode, int number, params string[] fragments) => new(exitCode, $"LCK{number:00}", fragments);

    private static void MakeLock(HostileFolder folder)
    {
        ToolResult result = ConfinedProgram.Run(folder, folder.LockOnly());
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private static string Signature(HostileFolder folder) => folder.Lock + ".p7s";

    /// <summary>A signature without certificates by the issuer SEQUENCE { INTEGER 5 }.</summary>
    private static byte[] NoName() => SignedDataWriter.Write(
        ObjectIds.Data, [], [], new(new X500DistinguishedName(Convert.FromHexString("3003020105")), new byte[] { 1 }, ObjectIds.Sha256, default, null, default, new byte[] { 1 }), ObjectIds.RsaEncryption);

    /// <summary>The lock of the sample, signed as its recipe wants it, and then what somebody does to it.</summary>
    private static Action<HostileFolder> Signed(Action<HostileFolder> change) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        MakeKey(folder, "release");
        File.WriteAllText(folder.Recipe, "lock-signers = [\"release.crt\"]\n" + File.ReadAllText(folder.Recipe));
        ToolResult result = ConfinedProgram.Run(folder, folder.LockOnly("--sign-key", Path.Combine(folder.Work, "release.key"), "--sign-certificate", Path.Combine(folder.Work, "release.crt")));
        Assert.True(result.ExitCode == 0, result.Error);
        change(folder);
    };

    private static void MakeKey(HostileFolder folder, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder.Work, $"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder.Work, $"{name}.crt"), certificate.ExportCertificatePem());
    }

    private static Action<HostileFolder> Written(string text) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        File.WriteAllText(folder.Lock, text);
    };

    /// <summary>The lock of the sample, with the last place of a text changed.</summary>
    private static Action<HostileFolder> Changed(string from, string to) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        MakeLock(folder);
        Change(folder, from, to);
    };

    private static void Change(HostileFolder folder, string from, string to)
    {
        string text = File.ReadAllText(folder.Lock);
        int at = text.LastIndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        File.WriteAllText(folder.Lock, text[..at] + to + text[(at + from.Length)..]);
    }

    private static void OtherRecipe(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        MakeLock(folder);
        folder.WriteRecipe("", "base", "other");
    }

    private static void TwicePackage(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        MakeLock(folder);
        string text = File.ReadAllText(folder.Lock);
        File.WriteAllText(folder.Lock, text + "\n" + text[text.IndexOf("[[package]]", StringComparison.Ordinal)..]);
    }

    /// <summary>A package that needs what no package of the lock has; metadata said nothing of it when the lock was made.</summary>
    private static void Unclosed(HostileFolder folder)
    {
        RpmSpec package = SamplePackages.Sample();
        package.Requires.Add(("missing", RpmSense.Any, ""));
        folder.WritePackages(package);
        MakeLock(folder);
    }

    private static void Older(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample(), new RpmSpec("other") { Version = "2" });
        MakeLock(folder);
        folder.WritePackages(SamplePackages.Sample(), new RpmSpec("other") { Version = "1" });
    }
}

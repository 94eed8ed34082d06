using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Formats.Tests.OpenPgp;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

/// <summary>What is said of every package's digests and signatures, against `rpm --checksig` of rpm 4.18 with all keys of tests/fixtures/openpgp imported.</summary>
public sealed class RpmVerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every disagreement over signatures is a row of verdicts.tsv, which says why; over digests there is none.</summary>
    [Fact]
    public void VerdictsAreThoseOfRpmButForTheRowsThatSayWhyNot()
    {
        var verifier = new Verifier(KeyFixtures.Read([.. KeyFixtures.Files]), new FixedClock(Now));
        List<string> disagreements = [];
        foreach (IReadOnlyDictionary<string, string> row in RpmFixtures.Manifest)
        {
            string file = row["file"];
            string rpm = row["rpm-K"];
            (bool areDigestsRight, string signatures) = Judge(file, verifier);
            Assert.True(areDigestsRight == rpm.StartsWith("digests", StringComparison.Ordinal), $"{file}: rpm says {rpm}");
            string rpmsSignatures = rpm.Contains("SIGNATURES", StringComparison.Ordinal) ? "refused" : rpm.Contains("signatures", StringComparison.Ordinal) ? "good" : "none";
            string ours = signatures.StartsWith("refused", StringComparison.Ordinal) ? "refused" : signatures;
            if (ours != rpmsSignatures) disagreements.Add($"{file}\t{rpmsSignatures}\t{signatures}");
        }

        string[] rows = File.ReadAllLines(Checkout.Fixture("rpms", "verdicts.tsv"));
        Assert.Equal("#file\trpm\tours\tid\twhy", rows[0]);
        Assert.True(rows.Skip(1).Select(row => string.Join('\t', row.Split('\t')[..3])).SequenceEqual(disagreements), $"rpm and this program disagree over\n{string.Join('\n', disagreements)}");
        Assert.All(rows.Skip(1), row => Assert.Matches("^(GPG|RPM)-[0-9]{2}\t.{20,}$", string.Join('\t', row.Split('\t')[3..])));
    }

    private static (bool AreDigestsRight, string Signatures) Judge(string file, Verifier verifier)
    {
        try
        {
            byte[] bytes = RpmFixtures.Bytes(file);
            var package = RpmPackageReader.Read(new MemoryStream(bytes));
            Verdict[] verdicts = [.. RpmSignatures.Of(package).Select(signature => verifier.Verify(signature.Signature, signature.SignedBytes(package, Payload())))];
            string signatures = verdicts.Length == 0 ? "none"
                : verdicts.Any(verdict => verdict is Verdict.Good) ? "good"
                : $"refused: {string.Join(", ", verdicts.OfType<Verdict.Refused>().Select(refused => refused.Reason).Distinct())}";
            return (RpmDigests.FindWrong(package, Payload()).IsEmpty, signatures);

            Stream Payload() => new MemoryStream(bytes, (int)package.PayloadOffset, bytes.Length - (int)package.PayloadOffset);
        }
        catch (MalformedDataException)
        {
            return (false, "none");
        }
    }
}

using System.Text;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Lead, signature header, and what is between the parts of a package file.</summary>
internal static class RpmLeadCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("RPM-01", "an empty file", SamplePackages.Sample(p => p.ChangeFile = _ => []), SamplePackages.Refused(1, "offset 0x0: lead: got the end of the file, expected 96 bytes")),
        new("RPM-01", "95 bytes", SamplePackages.Sample(p => p.ChangeFile = file => file[..95]), SamplePackages.Refused(1, "offset 0x5F: lead:")),
        new("RPM-02", "another magic", SamplePackages.Sample(p => p.ChangeLead = lead => lead[0] = 0), SamplePackages.Refused(2, "offset 0x0: magic: got 0x00ABEEDB, expected 0xEDABEEDB")),
        new("RPM-02", "a delta package", SamplePackages.Sample(p => p.ChangeLead = lead => "drpm"u8.CopyTo(lead)), SamplePackages.Refused(2, "offset 0x0: magic:")),
        new("RPM-02", "major 2", SamplePackages.Sample(p => p.ChangeLead = lead => lead[4] = 2), SamplePackages.Refused(2, "offset 0x4: major: got 2, expected 3 or 4")),
        new("RPM-02", "a source package", SamplePackages.Sample(p => p.ChangeLead = lead => lead[7] = 1), SamplePackages.Refused(2, "type: got a source package")),
        new("RPM-02", "type 2", SamplePackages.Sample(p => p.ChangeLead = lead => lead[7] = 2), SamplePackages.Refused(2, "offset 0x6: type: got 2")),
        new("RPM-03", "garbage as name and architecture of the lead", SamplePackages.Sample(p => p.ChangeLead = Garble), new Verdict.Accepted()),
        new("RPM-04", "signature type 1", SamplePackages.Sample(p => p.ChangeLead = lead => lead[RpmSpec.SignatureTypeOffset + 1] = 1), SamplePackages.Refused(4, "offset 0x4E: signature_type: got 1, expected 5")),
        new("RPM-05", "another magic of the signature header", SamplePackages.Sample(p => p.ChangeSignature = h => h.Magic = 0x8EADE802_00000000), SamplePackages.Refused(5, "offset 0x60: magic: got 0x8EADE80200000000")),
        new("RPM-18", "no padding behind the signature header", SamplePackages.Sample(p => (p.ChangeSignature, p.ChangePadding) = (Unaligned, _ => [])), SamplePackages.Refused(18, "padding: got 8EADE8")),
        new("RPM-18", "padding that is not zero", SamplePackages.Sample(p => (p.ChangeSignature, p.ChangePadding) = (Unaligned, padding => [.. padding.Select(_ => (byte)1)])), SamplePackages.Refused(18, "padding: got 01", "expected zeros")),
    ];

    /// <summary>Makes it 4 bytes longer than a multiple of 8.</summary>
    private static void Unaligned(HeaderSpec signature) => signature.Add((RpmTag)999, new string('x', 11 - (signature.ToBytes().Length % 8)));

    private static void Garble(byte[] lead)
    {
        Encoding.ASCII.GetBytes("\x1B[31m/../../etc/passwd").CopyTo(lead, 10);
        lead.AsSpan(40, 36).Fill(0xFF);
        lead[8] = lead[9] = lead[76] = lead[77] = 0xFF;
    }
}

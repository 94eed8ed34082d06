using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>The image's os-release, which names it to systemd and to boot menus.</summary>
internal static class OsReleaseCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("OSR-01", "commands in every kind of quotes", Of("ID=$(touch /tmp/osr)\nNAME=`id`\nVERSION_ID=1;reboot\n"), Holds("ID=$(touch /tmp/osr)\nNAME=`id`\nVERSION_ID=1;reboot\n")),
        new("OSR-02", "10 MB", Of("ID=test\n#" + new string('x', 10 << 20)), new Verdict.Refused(3, "OSR02", "/usr/lib/os-release: size: got 10485769 bytes, expected at most 1048576")),
        new("OSR-02", "a NUL", Of("ID=te\0st\n"), new Verdict.Refused(3, "OSR02", "/usr/lib/os-release: offset 0x0: line: got ID=te\\x00st, expected text")),
        new("OSR-02", "lines of Windows", Of("ID=test\r\n"), Bad("offset 0x0: line: got ID=test\\x0D")),
        new("OSR-02", "a quote that is never closed", Of("ID=test\nNAME=\"a\nVERSION_ID=1\n"), Bad("offset 0x8: line: got NAME=\"a, expected a value that ends with its line")),
        new("OSR-02", "a backslash that takes the newline", Of("ID=test\\\nNAME=x\n"), Bad("offset 0x0: line: got ID=test\\\\")),
        new("OSR-02", "a line that is no assignment", Of("ID=test\n\u001B[2J\n"), Bad("offset 0x8: line: got \\x1B[2J, expected KEY=value")),
        new("OSR-02", "every kind of value that os-release(5) allows", Of("# x\n\nID=test\nNAME=\"a \\\"b\\\" \\$c\"\nVERSION='1 \\'\nHOME_URL=https://example.org/\nEMPTY=\n"), new Verdict.Accepted()),
        new("OSR-03", "a key twice", Of("ID=one\nID=two\n"), new Verdict.Accepted((folder, result) => Assert.Contains("note[IC-OSR03]: /usr/lib/os-release: ID is there again", result.Error, StringComparison.Ordinal))),
        new("OSR-06", "a value of several lines", Of("ID=test\nNAME=\"a\nID=evil\n\"\n"), new Verdict.Refused(4, "OSR06", "/usr/lib/os-release: offset 0x8: line: got NAME=\"a")),
        new("OSR-04", "a link that leads above the image", Linked("../../../../../../usr/lib/real-release"), Holds("ID=real\n")),
        new("OSR-04", "a link to a file of the host", Linked("../../../../../../proc/version"), new Verdict.Refused(2, "FIN02", "/etc/os-release: the image has neither this file nor /usr/lib/os-release")),
        new("OSR-05", "two that differ: the one in /etc counts", Two, Holds("ID=etc\n")),
    ];

    private static Action<HostileFolder> Of(string text) => SamplePackages.Sample(p => p.Files[4] = PackagedFile.Regular("/usr/lib/os-release", text));

    private static Verdict.Refused Bad(string fragment) => new(3, "OSR02", "/usr/lib/os-release: ", fragment);

    private static Action<HostileFolder> Linked(string target) => SamplePackages.Sample(p =>
    {
        p.Files[4] = PackagedFile.Link("/usr/lib/os-release", target);
        p.Files.Add(PackagedFile.Regular("/usr/lib/real-release", "ID=real\n"));
    });

    private static void Two(HostileFolder folder) =>
        folder.WritePackages(SamplePackages.Sample().Add(PackagedFile.Regular("/etc/os-release", "ID=etc\n")));

    private static Verdict.Accepted Holds(string text) => new((folder, _) =>
        Assert.True(SoundInitrd.Unpacked(folder).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) > 0));
}

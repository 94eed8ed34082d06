using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>repomd.xml of a repository whose packages are sound.</summary>
internal static class RepomdCases
{
    private const string Primary = "<data type=\"primary\">";
    private const string Href = "href=\"repodata/primary.xml\"";

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("RMD-01", "an empty file", Bytes(_ => []), new Verdict.Refused(3, "RMD03", "root element: got end of data")),
        new("RMD-02", "cut off in an element", Bytes(whole => whole[..200]), new Verdict.Refused(3, "RMD02", "repomd.xml:")),
        new("RMD-02", "cut off before the last end tag", Text(text => text[..text.LastIndexOf("</repomd", StringComparison.Ordinal)]), new Verdict.Refused(3, "RMD02", "repomd.xml:")),
        new("RMD-03", "a login page", Text(_ => "<html><body>Please log in</body></html>"), new Verdict.Refused(3, "RMD03", "root element: got <html>, expected <repomd>")),
        new("RMD-04", "an external entity", Text(text => "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + text.Replace("<revision>1", "<revision>&x;", StringComparison.Ordinal)), new Verdict.Refused(3, "RMD04", "DOCTYPE")),
        new("RMD-05", "entities of entities", Text(text => Bomb + text.Replace("<revision>1", "<revision>&h;", StringComparison.Ordinal)), new Verdict.Refused(3, "RMD04", "DOCTYPE")),
        new("RMD-05", "an entity that nobody defines", Replaced("<revision>1", "<revision>&lol;"), new Verdict.Refused(3, "RMD05", "reference")),
        new("RMD-06", "elements 100000 deep", Replaced(Primary, $"{string.Concat(Enumerable.Repeat("<a>", 100_000))}{Primary}"), new Verdict.Refused(3, "RMD06", "depth")),
        new("RMD-07", "a location that climbs", Location("../../../etc/cron.d/x"), Climbs),
        new("RMD-08", "an absolute location", Location("/etc/passwd"), Climbs),
        new("RMD-08", "a file URL", Location("file:///etc/passwd"), Climbs),
        new("RMD-08", "another server's URL", Location("http://evil.example.org/primary.xml"), Climbs),
        new("RMD-09", "dots behind percent signs", Location("%2e%2e/secret"), Climbs),
        new("RMD-09", "a backslash", Location("repodata\\..\\secret"), Climbs),
        new("RMD-09", "a NUL behind a percent sign", Location("repodata/primary.xml%00"), Climbs),
        new("RMD-09", "an escape sequence", Location("%1b[31mred"), Climbs),
        new("RMD-09", "decoded once, not twice", Location("%252e%252e/secret"), new Verdict.Refused(7, "FLT16", "%2e%2e/secret")),
        new("RMD-10", "another base", Replaced(Href, $"xml:base=\"http://evil.example.org/\" {Href}"), new Verdict.Refused(4, "RMD10", "location/@xml:base")),
        new("RMD-11", "MD5 alone", Checksum("md5", 32), new Verdict.Refused(4, "RMD11", "got md5")),
        new("RMD-11", "SHA-1 alone", Checksum("sha1", 40), new Verdict.Refused(4, "RMD11", "got sha1")),
        new("RMD-12", "a digest that is too short", Checksum("sha256", 63), new Verdict.Refused(3, "RMD12", "checksum")),
        new("RMD-12", "a SHA-256 of the length of SHA-512", Checksum("sha256", 128), new Verdict.Refused(3, "RMD12", "checksum")),
        new("RMD-12", "no hexadecimal digits", Replaced("<checksum type=\"sha256\">", "<checksum type=\"sha256\">zz"), new Verdict.Refused(3, "RMD12", "checksum")),
        new("RMD-12", "upper case", Text(Upper), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("RMD-13", "primary twice", Text(text => text.Replace(Part(text), Part(text) + Part(text), StringComparison.Ordinal)), new Verdict.Refused(3, "RMD13", "data/@type: got primary twice")),
        new("RMD-14", "types and elements that nobody knows", Replaced(Primary, $"<x:y xmlns:x=\"urn:x\"><data/></x:y>{Unknown}{Primary}"), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("RMD-15", "a negative size", Size("-1"), new Verdict.Refused(3, "RMD15", "size: got '-1'")),
        new("RMD-15", "a size of 2^63", Size("9223372036854775808"), new Verdict.Refused(3, "RMD15", "size")),
        new("RMD-15", "more than is read of any part", Size("999999999999"), new Verdict.Refused(3, "RMD15", "size: got 999999999999")),
        new("RMD-15", "another size than the file has", Size("1"), new Verdict.Refused(4, "PXM01", "expected 1 bytes")),
        new("RMD-15", "no sizes", Text(text => string.Join('\n', text.Split('\n').Where(line => !line.Contains("size>", StringComparison.Ordinal)))), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("RMD-16", "a database that says something else than primary", Text(text => text.Replace(Primary, Part(text).Replace("\"primary\"", "\"primary_db\"", StringComparison.Ordinal)
            .Replace("primary.xml", "nothing.sqlite", StringComparison.Ordinal) + Primary, StringComparison.Ordinal)), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("RMD-17", "older than the lock", RolledBack, new Verdict.Refused(4, "RMD17", "went back in time: the lock was made from revision 5", ", now it is revision 1")) { Command = folder => folder.LockOnly("--update") },
        new("RMD-18", "metadata of 2001 where 30 days are allowed", Aged("<timestamp>1000000000</timestamp>"), new Verdict.Refused(4, "RMD18", "timestamp: got ", "at most 30 days")),
        new("RMD-18", "metadata that does not say how old it is", Aged(""), new Verdict.Refused(4, "RMD18", "timestamp: got no age")),
        new("RMD-19", "UTF-16", Bytes(whole => Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(whole))).ToArray()), new Verdict.Refused(3, "RMD19", "encoding")),
        new("RMD-19", "declared as UTF-7", Text(text => "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + text), new Verdict.Refused(3, "RMD19", "encoding")),
        new("RMD-19", "bytes that are no UTF-8", Bytes(whole => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(whole).Replace("<revision>1", "<revision>\u00ff", StringComparison.Ordinal))), new Verdict.Refused(3, "RMD19", "encoding")),
        new("RMD-19", "a byte order mark", Bytes(whole => [.. Encoding.UTF8.Preamble, .. whole]), new Verdict.Accepted(SoundInitrd.IsSame)),
    ];

    private const string Unknown = "<data type=\"productid\"><checksum type=\"sha256\">0000000000000000000000000000000000000000000000000000000000000000</checksum><location href=\"x\"/></data>";

    private static Verdict.Refused Climbs => new(4, "RMD07", "data[primary]/location/@href", "a path below the repository");

    private static string Bomb { get; } =
        "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\">" + string.Concat("bcdefgh".Select(c => $"<!ENTITY {c} \"{string.Concat(Enumerable.Repeat($"&{(char)(c - 1)};", 10))}\">")) + "]>";

    public static string RepomdOf(HostileFolder folder) => Path.Combine(folder.Repository, "repodata", "repomd.xml");

    /// <summary>Locks revision 5, and then has revision 1.</summary>
    public static void RolledBack(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        string sound = File.ReadAllText(RepomdOf(folder));
        File.WriteAllText(RepomdOf(folder), sound.Replace("<revision>1<", "<revision>5<", StringComparison.Ordinal));
        ToolResult result = ConfinedProgram.Run(folder, folder.LockOnly());
        Assert.True(result.ExitCode == 0, result.Error);
        File.WriteAllText(RepomdOf(folder), sound);
    }

    private static Action<HostileFolder> Bytes(Func<byte[], byte[]> damage) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        byte[] sound = File.ReadAllBytes(RepomdOf(folder));
        byte[] damaged = damage(sound);
        Assert.NotEqual(sound, damaged);
        File.WriteAllBytes(RepomdOf(folder), damaged);
    };

    private static Action<HostileFolder> Text(Func<string, string> damage) => Bytes(bytes => Encoding.UTF8.GetBytes(damage(Encoding.UTF8.GetString(bytes))));

    private static Action<HostileFolder> Replaced(string old, string by) => Text(text => text.Replace(old, by, StringComparison.Ordinal));

    /// <summary>Another type of checksum, with so many digits.</summary>
    private static Action<HostileFolder> Checksum(string type, int digits) => Text(text =>
    {
        int start = text.IndexOf("<checksum", StringComparison.Ordinal);
        return $"{text[..start]}<checksum type=\"{type}\">{new string('a', digits)}{text[text.IndexOf("</checksum>", start, StringComparison.Ordinal)..]}";
    });

    private static Action<HostileFolder> Location(string href) => Replaced(Href, $"href=\"{href}\"");

    /// <summary>A repository of which metadata may be 30 days old.</summary>
    private static Action<HostileFolder> Aged(string timestamp) => folder =>
    {
        Text(text => text.Replace(Primary, Primary + timestamp, StringComparison.Ordinal) + "\n")(folder);
        File.WriteAllText(folder.Recipe, File.ReadAllText(folder.Recipe).Replace("baseurl = ", "max-age = 30\nbaseurl = ", StringComparison.Ordinal));
    };

    private static Action<HostileFolder> Size(string size) => Text(text =>
    {
        int start = text.IndexOf("<size>", StringComparison.Ordinal) + "<size>".Length;
        return text[..start] + size + text[text.IndexOf("</size>", start, StringComparison.Ordinal)..];
    });

    private static string Upper(string text)
    {
        int start = text.IndexOf("<checksum type=\"sha256\">", StringComparison.Ordinal) + "<checksum type=\"sha256\">".Length;
        return text[..start] + text.Substring(start, DigestAlgorithm.Sha256.SizeInBytes() * 2).ToUpperInvariant() + text[(start + 64)..];
    }

    private static string Part(string text)
    {
        int start = text.IndexOf(Primary, StringComparison.Ordinal);
        return text[start..(text.IndexOf("</data>", start, StringComparison.Ordinal) + "</data>".Length)];
    }
}

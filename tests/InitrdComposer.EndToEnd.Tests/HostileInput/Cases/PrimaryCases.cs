using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>primary.xml and filelists.xml, as they arrive and as they are packed.</summary>
internal static class PrimaryCases
{
    private const string Name = "<name>base</name>", Version = "epoch=\"0\" ver=\"1\" rel=\"1\"", Location = "href=\"0.rpm\"", Provides = "<rpm:provides>";

    private static readonly Verdict.Accepted Sound = new(SoundInitrd.IsSame);

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("PXM-01", "a byte changed after repomd.xml was written", Spoiled(folder => Damage.FlipByteInTheMiddle(Primary(folder))), new Verdict.Refused(4, "PXM01", "repodata/primary.xml", "got sha256:")),
        new("PXM-01", "cut off", Spoiled(folder => Damage.Truncate(Primary(folder))), new Verdict.Refused(4, "PXM01", "repodata/primary.xml")),
        new("PXM-02", "another open-checksum", Repomd("<open-checksum type=\"sha256\">", "<open-checksum type=\"sha256\">0", trim: 1), new Verdict.Refused(4, "PXM02", "open-checksum: got sha256:")),
        new("PXM-02", "a larger open-size", Repomd("</open-size>", "0</open-size>"), new Verdict.Refused(4, "PXM02", "open-size: got")),
        new("PXM-03", "gzip with garbage behind it", Packed(text => [.. Compressed.Gzip(text), 1, 2, 3]), Malformed(3)),
        new("PXM-03", "zstd, cut off", Packed(text => Compressed.Zstd(text)[..^9]), Malformed(3)),
        new("PXM-03", "gzip in two members, as long as it is what repomd.xml says", Packed(text => [.. Compressed.Gzip(text[..200]), .. Compressed.Gzip(text[200..])]), Sound),
        new("PXM-04", "1.1 GiB of elements in 70 kB", Bomb, new Verdict.Refused(3, "PXM03", "at most 1000 times")),
        new("PXM-04", "more than open-size says", Packed(text => Compressed.Gzip(text), open: text => text[..^1]), Malformed(4, "open-size")),
        new("PXM-05", "a location that climbs", Edited(Location, "href=\"../0.rpm\""), new Verdict.Refused(4, "PXM05", "package base: location/@href: got ../0.rpm")),
        new("PXM-05", "an absolute location", Edited(Location, "href=\"/etc/passwd\""), new Verdict.Refused(4, "PXM05")),
        new("PXM-05", "a location that climbs in percent escapes", Edited(Location, "href=\"%2e%2e/0.rpm\""), new Verdict.Refused(4, "PXM05")),
        new("PXM-06", "one name, version and architecture with two files: the same wins whatever stands first", Doubled(package => package.Replace("<size package=\"", "<size installed=\"7\" package=\"", StringComparison.Ordinal).Replace(" installed=\"1\"", "", StringComparison.Ordinal)), Sound),
        new("PXM-07", "a package twice", Doubled(package => package), Sound),
        new("PXM-08", "a name that is not the package's", folder =>
        {
            Edited(Name, "<name>other</name>")(folder);
            folder.WriteRecipe("", "other");
        }, new Verdict.Refused(4, "PXM08", "0.rpm", "metadata-lie", "base-1-1.noarch")),
        new("PXM-08", "a version that is not the package's", Edited(Version, "epoch=\"0\" ver=\"2\" rel=\"1\""), new Verdict.Refused(4, "PXM08", "metadata-lie")),
        new("PXM-09", "a requirement that the package's header does not have, which brings in another package", folder =>
        {
            folder.WritePackages(SamplePackages.Sample(), new RpmSpec("other"));
            string text = Text(folder);
            Write(folder, text.Replace("<format>", "<format><rpm:requires><rpm:entry name=\"other\"/></rpm:requires>", StringComparison.Ordinal));
        }, new Verdict.Refused(4, "PXM09", "metadata-lie: other-1-1.noarch is locked because base-1-1.noarch asks for other")),
        new("PXM-09", "a requirement of the package's header that metadata conceals", folder =>
        {
            RpmSpec package = SamplePackages.Sample();
            package.Requires.Add(("missing", RpmSense.Any, ""));
            folder.WritePackages(package);
        }, new Verdict.Refused(4, "LCK08", "requires missing, and no package of the initrd provides it")),
        new("PXM-10", "an epoch that is no number", Edited("epoch=\"0\"", "epoch=\"one\""), Malformed(10, "version/@epoch: got 'one'")),
        new("PXM-10", "a negative epoch", Edited("epoch=\"0\"", "epoch=\"-1\""), Malformed(10)),
        new("PXM-10", "an epoch of 2^31", Edited("epoch=\"0\"", "epoch=\"2147483648\""), Malformed(10)),
        new("PXM-10", "no epoch, which is 0", Edited("epoch=\"0\" ver=\"1\" rel=\"1\"/>\n", "ver=\"1\" rel=\"1\"/>\n"), Sound),
        new("PXM-11", "no name", Edited(Name, "<name></name>"), Malformed(11, "name: got nothing")),
        new("PXM-11", "a name with a slash", Edited(Name, "<name>../base</name>"), Malformed(11)),
        new("PXM-11", "a name with a line end", Edited(Name, "<name>ba&#10;se</name>"), Malformed(11)),
        new("PXM-11", "a name of 1 MiB", Edited(Name, $"<name>{new string('x', 1 << 20)}</name>"), Malformed(11, "got 1048576 bytes")),
        new("PXM-12", "more packages announced than there are: never believed, noted", Edited("packages=\"1\"", "packages=\"9223372036854775807\""), Sound),
        new("PXM-12", "a number of packages that is none", Edited("packages=\"1\"", "packages=\"-1\""), Malformed(12)),
        new("PXM-13", "a boolean dependency nested 8,000 deep", Requiring(string.Concat(Enumerable.Repeat("(a and ", 8000)) + "b" + new string(')', 8000)), Malformed(13, "entry/@name")),
        new("PXM-13", "a boolean dependency that is not closed", Requiring("(a and b"), Malformed(13)),
        new("PXM-13", "operators that do not go together", Requiring("(a and b or c)"), Malformed(13)),
        new("PXM-14", "unknown flags", Edited("flags=\"EQ\"", "flags=\"XX\""), Malformed(14, "entry/@flags: got 'XX'")),
        new("PXM-14", "a version without flags", Edited("flags=\"EQ\" ", ""), Malformed(14)),
        new("PXM-14", "flags without a version", Edited("flags=\"EQ\" epoch=\"0\" ver=\"1\" rel=\"1\"", "flags=\"EQ\""), Malformed(14)),
        new("PXM-15", "a header that ends before it begins", Edited(Provides, "<rpm:header-range start=\"9\" end=\"8\"/>" + Provides), Malformed(15)),
        new("PXM-15", "a header behind the package's end: made up in converted repositories, and never fetched by range", Edited(Provides, "<rpm:header-range start=\"9\" end=\"99999999\"/>" + Provides), Sound),
        new("PXM-16", "a size that is none", Edited("<size package=\"", "<size package=\"-"), Malformed(16)),
        new("PXM-16", "a size that is not the file's", Edited("<size package=\"", "<size package=\"1"), new Verdict.Refused(4, "MIR17", "0.rpm: base-1-1.noarch is not the file that was locked: size: got ")),
        new("PXM-17", "filelists of a package that nobody knows", Filelists(new string('0', 64)), Malformed(17, "package/@pkgid: got 000000")),
        new("PXM-17", "filelists without pkgid", Filelists(""), Malformed(17)),
        new("PXM-18", "paths that climb or are relative: names, never paths of this machine", Edited("</format>", "<file>../../../etc/passwd</file><file>/usr/../../etc/x</file><file>etc</file></format>"), Sound),
        new("PXM-18", "bytes that are no UTF-8", folder =>
        {
            byte[] text = Encoding.Latin1.GetBytes(Changed(folder, "</format>", "<file>/usr/bin/\u00FF</file></format>"));
            MetadataPart.Write(folder, MetadataPart.Plain("primary", text));
        }, Malformed(24, "encoding: got byte 0xFF")),
        new("PXM-19", "three million files, one of which is wanted", ManyFiles, Sound),
        new("PXM-20", "an element of 33 MiB", Edited("<format>", $"<summary>{new string('x', 33 << 20)}</summary><format>"), Malformed(20, "length")),
        new("PXM-20", "an attribute of 33 MiB", Edited(Location, $"x=\"{new string('x', 33 << 20)}\" {Location}"), Malformed(20, "token length")),
        new("PXM-21", "SHA-1 as checksum of a package", folder =>
        {
            string digest = Digest.Sha256Of(File.ReadAllBytes(Path.Combine(Sample(folder), "0.rpm"))).Hex;
            Write(folder, Text(folder).Replace($"<checksum type=\"sha256\" pkgid=\"YES\">{digest}", $"<checksum type=\"sha1\" pkgid=\"YES\">{digest[..40]}", StringComparison.Ordinal));
        }, new Verdict.Refused(4, "PXM21", "checksum/@type: got sha1")),
        new("PXM-22", "namespaces under other prefixes", folder =>
        {
            Sample(folder);
            string text = Text(folder).Replace("xmlns:rpm", "xmlns:zz", StringComparison.Ordinal).Replace("rpm:", "zz:", StringComparison.Ordinal);
            Write(folder, text.Replace("zz:provides", "zz:provides ", StringComparison.Ordinal));
        }, Sound),
        new("PXM-22", "elements of a foreign namespace mean nothing", Edited(Name, $"{Name}<name xmlns=\"urn:other\">evil</name>"), Sound),
        new("PXM-22", "a prefix that is not bound", Edited(Provides, "<zz:provides/>" + Provides), Malformed(24)),
        new("PXM-23", "a zchunk file that is none, beside a plain one: never read", folder =>
        {
            MetadataPart plain = MetadataPart.Plain("primary", TextOfSample(folder));
            MetadataPart.Write(folder, new MetadataPart("primary_zck", "primary.xml.zck", [0, .. "ZCK1"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], null), plain);
        }, Sound),
        new("PXM-24", "tags that do not close", Edited("</format>", ""), Malformed(24, "end tag")),
        new("PXM-24", "a document type with entities", Edited("<metadata ", "<!DOCTYPE m [<!ENTITY a \"aaaa\">]><metadata "), Malformed(24, "DOCTYPE")),
        new("PXM-24", "text behind the end", folder => Write(folder, TextOfSample(folder) + "x"), Malformed(24)),
        new("PXM-24", "a login page", folder => Write(folder, "<html><body>Please log in</body></html>", Sample(folder)), Malformed(24, "root element")),
        new("PXM-11", "a name twice", Edited(Name, Name + Name), Malformed(11, "name: got a second one")),
    ];

    private static Verdict.Refused Malformed(int number, params string[] fragments) => new(3, $"PXM{number:00}", ["repodata/", .. fragments]);

    private static string Primary(HostileFolder folder) => Path.Combine(folder.Repository, "repodata", "primary.xml");

    private static string Text(HostileFolder folder) => File.ReadAllText(Primary(folder));

    /// <summary>The sound repository, and its folder.</summary>
    private static string Sample(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        return folder.Repository;
    }

    private static string TextOfSample(HostileFolder folder)
    {
        Sample(folder);
        return Text(folder);
    }

    private static void Write(HostileFolder folder, string text, string? made = null)
    {
        Assert.True(made is null || Directory.Exists(made));
        MetadataPart.Write(folder, MetadataPart.Plain("primary", text));
    }

    private static string Changed(HostileFolder folder, string from, string to)
    {
        string text = TextOfSample(folder);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"no {from} in {text}");
        return text[..at] + to + text[(at + from.Length)..];
    }

    /// <summary>The first such text replaced, and repomd.xml true.</summary>
    private static Action<HostileFolder> Edited(string from, string to) => folder => Write(folder, Changed(folder, from, to));

    private static Action<HostileFolder> Requiring(string dependency) => Edited("</format>", $"<rpm:requires><rpm:entry name=\"{dependency}\"/></rpm:requires></format>");

    private static Action<HostileFolder> Doubled(Func<string, string> second) => folder =>
    {
        string text = TextOfSample(folder);
        int begin = text.IndexOf("<package ", StringComparison.Ordinal), end = text.IndexOf("</metadata>", StringComparison.Ordinal);
        Write(folder, text[..end] + second(text[begin..end]) + text[end..]);
    };

    private static Action<HostileFolder> Spoiled(Action<HostileFolder> change) => folder =>
    {
        Sample(folder);
        change(folder);
    };

    private static Action<HostileFolder> Repomd(string from, string to, int trim = 0) => folder =>
    {
        Sample(folder);
        string path = Path.Combine(folder.Repository, "repodata", "repomd.xml");
        string text = File.ReadAllText(path);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        string rest = text[(at + from.Length)..];
        int close = rest.IndexOf('<', StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + to + (trim == 0 ? rest : rest[..(close - trim)] + rest[close..]));
    };

    private static Action<HostileFolder> Packed(Func<byte[], byte[]> pack, Func<byte[], byte[]>? open = null) => folder =>
    {
        byte[] text = Encoding.UTF8.GetBytes(TextOfSample(folder));
        MetadataPart.Write(folder, new MetadataPart("primary", "primary.xml.packed", pack(text), open is null ? text : open(text)));
    };

    /// <summary>Frames of 1 MiB: unknown elements, each within every limit.</summary>
    private static void Bomb(HostileFolder folder)
    {
        string text = TextOfSample(folder);
        int end = text.IndexOf("</metadata>", StringComparison.Ordinal);
        byte[] frame = Compressed.Zstd(Encoding.UTF8.GetBytes($"<x>{new string('x', (1 << 20) - 7)}</x>"));
        byte[] packed = [.. Compressed.Zstd(Encoding.UTF8.GetBytes(text[..end])), .. Enumerable.Repeat(frame, 1100).SelectMany(bytes => bytes), .. Compressed.Zstd("</metadata>"u8.ToArray())];
        MetadataPart.Write(folder, new MetadataPart("primary", "primary.xml.zst", packed, null));
    }

    /// <summary>A recipe that wants a path that primary metadata does not name.</summary>
    private static Action<HostileFolder> Filelists(string pkgid) => folder =>
    {
        MetadataPart primary = MetadataPart.Plain("primary", TextOfSample(folder));
        string attribute = pkgid.Length == 0 ? "" : $" pkgid=\"{pkgid}\"";
        MetadataPart.Write(folder, primary, MetadataPart.Plain(
            "filelists", $"<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\"><package{attribute} name=\"x\"><file>/usr/lib/sample</file></package></filelists>"));
        folder.WriteRecipe("", "/usr/lib/sample");
    };

    private static void ManyFiles(HostileFolder folder)
    {
        MetadataPart primary = MetadataPart.Plain("primary", TextOfSample(folder));
        string digest = Digest.Sha256Of(File.ReadAllBytes(Path.Combine(folder.Repository, "0.rpm"))).Hex;
        byte[] frame = Compressed.Zstd(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<file>/usr/share/{i}</file>\n"))));
        string begin = $"<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\"><package pkgid=\"{digest}\" name=\"base\">";
        byte[] packed =
        [
            .. Compressed.Zstd(Encoding.UTF8.GetBytes(begin)), .. Enumerable.Repeat(frame, 300).SelectMany(bytes => bytes),
            .. Compressed.Zstd("<file>/usr/lib/sample</file></package></filelists>"u8.ToArray()),
        ];
        MetadataPart.Write(folder, primary, new MetadataPart("filelists", "filelists.xml.zst", packed, null));
        folder.WriteRecipe("", "/usr/lib/sample");
    }
}

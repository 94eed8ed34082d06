using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Tests.Repository;

/// <summary>Writes a small repository in which everything is right except what a test replaces.</summary>
internal sealed class RepositoryWriter(string folder)
{
    public const string Package = """
        <package type="rpm"><name>a</name><arch>x86_64</arch><version epoch="0" ver="1" rel="2"/>
        <checksum type="sha256" pkgid="YES">3b3dceee8882cd418956a64471c9fb6ebdfb0470638336ab8637526887b6f897</checksum>
        <time file="5" build="6"/><size package="7" installed="8" archive="9"/><location href="Packages/a-1-2.x86_64.rpm"/>
        <format><rpm:provides><rpm:entry name="a" flags="EQ" epoch="0" ver="1" rel="2"/></rpm:provides>
        <rpm:requires><rpm:entry name="(b >= 3 or /usr/lib/x)"/></rpm:requires><file>/usr/bin/a</file></format></package>
        """;

    private const string Filelists =
        "<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\" packages=\"1\">"
        + "<package pkgid=\"3b3dceee8882cd418956a64471c9fb6ebdfb0470638336ab8637526887b6f897\" name=\"a\" arch=\"x86_64\"><version epoch=\"0\" ver=\"1\" rel=\"2\"/>"
        + "<file>/usr/bin/a</file><file>/usr/lib/a.so</file><file type=\"dir\">/usr/lib/a</file></package></filelists>";

    public string Repomd => Path.Combine(folder, "repodata", "repomd.xml");

    public string Primary => Path.Combine(folder, "repodata", "primary.xml");

    /// <param name="package">Package elements.</param>
    /// <param name="replace">Texts of repomd.xml and what stands there instead.</param>
    public RepositoryWriter Write(string package = Package, params (string From, string To)[] replace)
    {
        Directory.CreateDirectory(Path.Combine(folder, "repodata"));
        string primary = $"<metadata xmlns=\"http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"1\">{package}</metadata>";
        string repomd = $"<repomd xmlns=\"http://linux.duke.edu/metadata/repo\">\n<revision>7</revision>\n{Part("primary", primary)}{Part("filelists", Filelists)}</repomd>\n";
        foreach ((string from, string to) in replace) repomd = repomd.Replace(from, to, StringComparison.Ordinal);
        File.WriteAllText(Repomd, repomd);
        return this;
    }

    private string Part(string type, string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        File.WriteAllBytes(Path.Combine(folder, "repodata", $"{type}.xml"), bytes);
        string checksum = Digest.Sha256Of(bytes).Hex;
        return $"""
            <data type="{type}">
              <checksum type="sha256">{checksum}</checksum>
              <open-checksum type="sha256">{checksum}</open-checksum>
              <location href="repodata/{type}.xml"/>
              <size>{bytes.Length}</size>
              <open-size>{bytes.Length}</open-size>
            </data>

            """;
    }
}

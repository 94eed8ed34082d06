using System.Globalization;
using System.Security;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>A repository of packages whose metadata agrees with their specs: what is wrong is in the packages alone.</summary>
internal static class RepositoryFolder
{
    public static void Write(string folder, IReadOnlyList<RpmSpec> packages)
    {
        Directory.CreateDirectory(Path.Combine(folder, "repodata"));
        var primary = new StringBuilder();
        primary.Append(
            CultureInfo.InvariantCulture,
            $"<metadata xmlns=\"http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"{packages.Count}\">\n");
        for (int i = 0; i < packages.Count; i++)
        {
            string file = $"{i}.rpm";
            byte[] bytes = packages[i].ToBytes();
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
            primary.Append(Entry(packages[i], file, bytes));
        }

        WriteMetadata(folder, primary.Append("</metadata>\n").ToString());
    }

    private static string Entry(RpmSpec package, string file, byte[] bytes)
    {
        string name = SecurityElement.Escape(package.Name);
        return $"""
            <package type="rpm"><name>{name}</name><arch>{package.Arch}</arch><version epoch="0" ver="{package.Version}" rel="{package.Release}"/>
            <checksum type="sha256" pkgid="YES">{Digest.Sha256Of(bytes).Hex}</checksum>
            <time file="1000000000" build="1000000000"/><size package="{bytes.Length}" installed="1" archive="1"/><location href="{file}"/>
            <format><rpm:provides><rpm:entry name="{name}" flags="EQ" epoch="0" ver="{package.Version}" rel="{package.Release}"/></rpm:provides></format></package>

            """;
    }

    private static void WriteMetadata(string folder, string primary)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(primary);
        File.WriteAllBytes(Path.Combine(folder, "repodata", "primary.xml"), bytes);
        string digest = Digest.Sha256Of(bytes).Hex;
        File.WriteAllText(Path.Combine(folder, "repodata", "repomd.xml"), $"""
            <repomd xmlns="http://linux.duke.edu/metadata/repo">
            <revision>1</revision>
            <data type="primary">
              <checksum type="sha256">{digest}</checksum>
              <open-checksum type="sha256">{digest}</open-checksum>
              <location href="repodata/primary.xml"/>
              <size>{bytes.Length}</size>
              <open-size>{bytes.Length}</open-size>
            </data>
            </repomd>
            """);
    }
}

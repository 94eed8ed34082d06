using System.Globalization;
using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>A part of a repository's metadata, of which repomd.xml tells the truth unless a test says otherwise.</summary>
/// <param name="Type">"primary".</param>
/// <param name="File">Below repodata.</param>
/// <param name="Bytes">As they are in that file.</param>
/// <param name="Open">Decompressed; null: nothing is said of it.</param>
internal sealed record MetadataPart(string Type, string File, byte[] Bytes, byte[]? Open)
{
    public static MetadataPart Plain(string type, string text) => Plain(type, Encoding.UTF8.GetBytes(text));

    public static MetadataPart Plain(string type, byte[] bytes) => new(type, $"{type}.xml", bytes, bytes);

    /// <summary>Replaces all metadata of the case's repository.</summary>
    public static void Write(HostileFolder folder, params MetadataPart[] parts)
    {
        string repodata = Path.Combine(folder.Repository, "repodata");
        if (Directory.Exists(repodata)) Directory.Delete(repodata, recursive: true);
        Directory.CreateDirectory(repodata);
        var repomd = new StringBuilder("<repomd xmlns=\"http://linux.duke.edu/metadata/repo\">\n<revision>1</revision>\n");
        foreach (MetadataPart part in parts)
        {
            System.IO.File.WriteAllBytes(Path.Combine(repodata, part.File), part.Bytes);
            repomd.Append(CultureInfo.InvariantCulture, $"<data type=\"{part.Type}\">\n  <checksum type=\"sha256\">{Digest.Sha256Of(part.Bytes).Hex}</checksum>\n");
            if (part.Open is byte[] open)
            {
                repomd.Append(
                    CultureInfo.InvariantCulture, $"  <open-checksum type=\"sha256\">{Digest.Sha256Of(open).Hex}</open-checksum>\n  <open-size>{open.Length}</open-size>\n");
            }

            repomd.Append(CultureInfo.InvariantCulture, $"  <location href=\"repodata/{part.File}\"/>\n  <size>{part.Bytes.Length}</size>\n</data>\n");
        }

        System.IO.File.WriteAllText(Path.Combine(repodata, "repomd.xml"), repomd.Append("</repomd>\n").ToString());
    }
}

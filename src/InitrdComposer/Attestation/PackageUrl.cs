using System.Text;
using InitrdComposer.Packages;

namespace InitrdComposer.Attestation;

/// <summary>What names an rpm everywhere: a package URL (purl-spec, "rpm").</summary>
internal static class PackageUrl
{
    /// <summary>pkg:rpm/NAMESPACE/NAME@VERSION-RELEASE?arch=ARCH&amp;distro=...&amp;epoch=E; qualifiers in the order of their keys.</summary>
    /// <param name="distribution">ID= of os-release; null: the recipe does not say.</param>
    /// <param name="release">Of the distribution; null: the recipe does not say.</param>
    public static string Of(Nevra nevra, string? distribution, string? release)
    {
        string space = distribution is null ? "" : $"{Escape(distribution)}/";
        string distro = distribution is null || release is null ? "" : $"&distro={Escape($"{distribution}-{release}")}";
        string epoch = nevra.Evr.Epoch is uint number and > 0 ? $"&epoch={number}" : "";
        return $"pkg:rpm/{space}{Escape(nevra.Name)}@{Escape($"{nevra.Evr.Version}-{nevra.Evr.Release}")}?arch={Escape(nevra.Arch)}{distro}{epoch}";
    }

    /// <summary>All but letters, digits, '.', '-', '_', '~' as %XX (purl-spec, "Character encoding").</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (byte octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'.' or (byte)'-' or (byte)'_' or (byte)'~') escaped.Append((char)octet);
            else escaped.Append(null, $"%{octet:X2}");
        }

        return escaped.ToString();
    }
}

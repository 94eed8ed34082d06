using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace InitrdComposer.Formats.Kmod;

/// <summary>
/// modules.devname: device nodes that kmod-static-nodes.service makes so that opening them loads the module, from "devname:" and "char-major-"
/// aliases. Empty without such modules.
/// </summary>
internal static partial class DeviceNameIndex
{
    private const string DeviceNamePrefix = "devname:";

    public static byte[] Text(ImmutableArray<IndexedModule> modules)
    {
        var text = new StringBuilder();
        foreach (IndexedModule module in modules)
        {
            if (NodeOf(module) is not string node) continue;
            if (text.Length == 0) text.Append("# Device nodes to trigger on-demand module loading.\n");
            text.Append(module.Name).Append(' ').Append(node).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>"net/tun c10:200", from the aliases up to the one that completes name and number.</summary>
    private static string? NodeOf(IndexedModule module)
    {
        string? name = null;
        string? number = null;
        foreach (string alias in module.Aliases)
        {
            if (alias.StartsWith(DeviceNamePrefix, StringComparison.Ordinal)) name = alias[DeviceNamePrefix.Length..];
            else if (DeviceNumber().Match(alias) is { Success: true } match) number = NumberOf(match) ?? number;
            if (name is not null && number is not null) return $"{name} {number}";
        }

        return null;
    }

    private static string? NumberOf(Match match) =>
        uint.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out uint major)
        && uint.TryParse(match.Groups["minor"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out uint minor)
            ? $"{match.Groups["type"].ValueSpan[0]}{major}:{minor}"
            : null;

    [GeneratedRegex("^(?<type>char|block)-major-(?<major>[0-9]+)-(?<minor>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DeviceNumber();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Boot counting in a file name: NAME+LEFT-DONE.efi (UAPI.1 Boot Loader Specification, "Boot counting").</summary>
/// <param name="Name">Without the counter: "foo.efi".</param>
/// <param name="TriesLeft">Null: boots are not counted; 0: the entry is bad.</param>
/// <param name="TriesDone">Null where <paramref name="TriesLeft"/> is.</param>
public sealed partial record BootCounter(string Name, int? TriesLeft, int? TriesDone)
{
    /// <param name="file">With its suffix .efi, in any case.</param>
    public static BootCounter Of(string file)
    {
        Match match = Counter().Match(file);
        if (!match.Success || !TryNumber(match.Groups["left"].Value, out int left)) return new(file, null, null);
        int done = 0;
        if (match.Groups["done"].Success && !TryNumber(match.Groups["done"].Value, out done)) return new(file, null, null);
        return new(match.Groups["name"].Value + match.Groups["suffix"].Value, left, done);
    }

    private static bool TryNumber(string digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^(?<name>.+)\+(?<left>[0-9]+)(-(?<done>[0-9]+))?(?<suffix>\.[eE][fF][iI])$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Counter();
}

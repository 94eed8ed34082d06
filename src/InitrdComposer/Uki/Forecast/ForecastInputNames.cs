using System.Text.RegularExpressions;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Names of what a forecast is made of: parts of the UKI, and what a boot is told.</summary>
internal static partial class ForecastInputNames
{
    /// <summary>All of a UKI: what firmware measures of it.</summary>
    public const string Whole = "UKI";

    /// <summary>What is before the sections; differs wherever a size does.</summary>
    public const string Headers = "headers";

    /// <summary>The number of the profile that is started.</summary>
    public const string Profile = "profile";

    /// <summary>What firmware or boot loader passes.</summary>
    public const string CommandLine = "command line";

    /// <summary>What a virtual machine's SMBIOS adds.</summary>
    public const string SmbiosCommandLine = "SMBIOS command line";

    /// <summary>The entries of db that let images start.</summary>
    public const string Authorities = "db entry";

    public static string Section(string name, int index) => index == 0 ? name : $"{name}[{index}]";

    /// <summary>A section of the base that the profile has its own of.</summary>
    public static string Overridden(string section) => $"base {section}";

    public static string OfProfile(int profile, string section) => $"@{profile} {section}";

    /// <summary>Whether an input is in the UKI's file.</summary>
    public static bool IsPart(string input) => input == Headers || Part().IsMatch(input);

    [GeneratedRegex(@"^(@\d+ |base )?\.[^/]+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}

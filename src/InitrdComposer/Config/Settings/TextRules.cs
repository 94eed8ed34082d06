using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Tree;
using NuGet.Versioning;

namespace InitrdComposer.Config.Settings;

/// <summary>The kinds of string that settings take. They say what cannot be right; what a pattern matches is for the stage that uses it.</summary>
internal static partial class TextRules
{
    private const int Milliseconds = 1000;

    /// <summary>COMMAND_LINE_SIZE of x86 and arm64 is 2048 with the closing NUL; the kernel cuts off what is longer.</summary>
    private const int MaxCommandLine = 2047;

    private const int MaxTitle = 100;

    private const string SigningCommand = "command:";

    public static TextRule Name { get; } = new("name", RecipeDiagnostics.Name, text =>
        FileNames().IsMatch(text) ? null : "a name: letters, digits, '.', '_', '-', beginning with a letter or digit, at most 100 of them");

    public static TextRule Version { get; } = new("version", RecipeDiagnostics.MinimumVersion, text =>
        NuGetVersion.TryParse(text, out _) ? null : "a version such as \"0.1\" or \"1.2.0-rc.1\"");

    public static TextRule BaseUrl { get; } = new("URL or path", RecipeDiagnostics.BaseUrl, BaseUrlRefusal)
    {
        IsPath = text => !text.Contains("://", StringComparison.Ordinal),
    };

    public static TextRule ListUrl { get; } = new("URL or path", RecipeDiagnostics.BaseUrl, UrlRefusal)
    {
        IsPath = text => !text.Contains("://", StringComparison.Ordinal),
    };

    public static TextRule PackageSpec { get; } = new("package", RecipeDiagnostics.Pattern, text =>
        IsOneLine(text) && text == text.Trim() && text.Length > 0 ? null : "a package or capability, in one line, no blanks around it");

    public static TextRule PreferredSpec { get; } = Optional(PackageSpec);

    public static TextRule ModuleStream { get; } = new("module stream", RecipeDiagnostics.Pattern, text =>
        ModuleStreams().IsMatch(text) ? null : "MODULE:STREAM, or -MODULE for none of its streams");

    /// <summary>ELF dlopen() metadata, "priority" and "feature".</summary>
    public static TextRule DlopenPattern { get; } = new("priority or feature", RecipeDiagnostics.Pattern, text =>
        IsPriority(text) || (IsGlob(WithoutMarks(text)) && !IsPriority(WithoutMarks(text)))
            ? null : "required, recommended, suggested, or a feature (a glob), with '?', '-' or '?-' in front at most");

    public static TextRule PackageGlob { get; } = new("package name glob", RecipeDiagnostics.Pattern, text =>
        IsGlob(text) && !text.Contains('/') ? null : "a package name; *, ? and [...] match any characters, one, or one of some");

    public static TextRule RemovalGlob { get; } = Optional(PackageGlob);

    public static TextRule ModulePattern { get; } = new("module pattern", RecipeDiagnostics.Pattern, text =>
        WithoutMarks(text) switch
        {
            "host" => "names of modules: \"host\" stands for what this machine has loaded, and an image does not depend on the machine it is made on",
            ['h', 'o', 's', 't', ':', .. var host] => IsModuleOrAlias(host) ? null : "host:NAME or host:modalias:ALIAS",
            ['m', 'o', 'd', 'a', 'l', 'i', 'a', 's', ':', .. var alias] => IsAlias(alias) ? null : "modalias:ALIAS, as modalias files in /sys have it",
            ['r', 'e', ':', .. var regex] => RegexRefusal(regex),
            string glob => IsGlob(glob) ? null : "a module name, glob or path as in mkosi's KernelModules=, with '?', '-' or '?-' in front at most",
        });

    public static TextRule FirmwareGlob { get; } = new("firmware glob", RecipeDiagnostics.Pattern, text =>
        WithoutMarks(text) is ['r', 'e', ':', .. var regex] ? RegexRefusal(regex)
            : IsGlob(WithoutMarks(text)) && IsInside(WithoutMarks(text)) && !WithoutMarks(text).StartsWith("/usr", StringComparison.Ordinal)
            ? null : "a glob of paths that begin below /usr/lib/firmware, without '..', with '?', '-' or '?-' in front at most");

    public static TextRule AbsoluteGlob { get; } = new("glob of absolute paths", RecipeDiagnostics.Pattern, text =>
        OptionalPattern.Parse(text).Text is ['/', _, ..] glob && IsGlob(glob) && IsInside(glob)
            ? null : "a glob of absolute paths, without '..', with '?' in front at most");

    public static TextRule AbsolutePath { get; } = new("absolute path", RecipeDiagnostics.Path, text =>
        IsOneLine(text) && text.StartsWith('/') && IsInside(text) ? null : "an absolute path of the image, without '..'");

    /// <summary>Of drop-ins: a path, or "Option=", "Option=value", "[Section]".</summary>
    public static TextRule DropInPart { get; } = new("path or option", RecipeDiagnostics.Path, text => IsOneLine(text) && text.Length > 0 ? null : "a path, or an option with '=' behind it");

    public static TextRule HostPath { get; } = new("path", RecipeDiagnostics.Path, text => IsOneLine(text) && text.Length > 0 ? null : "a path")
    {
        IsPath = _ => true,
    };

    /// <summary>A key's file, or a program that signs in its stead.</summary>
    public static TextRule AbsoluteUri { get; } = new("URI", RecipeDiagnostics.Value, text =>
        IsOneLine(text) && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && !uri.IsFile ? null : "a URI such as \"https://ci.example.org/initrds\"");

    public static TextRule SigningKey { get; } = new("path, or \"command:PROGRAM ARGUMENTS\"", RecipeDiagnostics.Path, text =>
        IsOneLine(text) && text.Length > 0 && text.Trim() != SigningCommand ? null : "a path, or command: and a program")
    {
        IsPath = text => !text.StartsWith(SigningCommand, StringComparison.Ordinal),
    };

    public static TextRule PassphrasePlace { get; } = new("\"file:PATH\" or \"env:NAME\"", RecipeDiagnostics.Value, text =>
        IsOneLine(text) && text.Split(':', 2) is ["file" or "env", { Length: > 0 }] ? null : "file:PATH or env:NAME, never the passphrase itself");

    public static TextRule PhasePath { get; } = new("phase path", RecipeDiagnostics.Value, text =>
        text == ":" || text.Split(':').All(word => word.Length > 0 && word.All(c => c is > ' ' and <= '~')) ? null : "words with colons between them, or \":\" for none");

    /// <summary>Only upwards: a recipe says how far its project reaches, not what belongs to it.</summary>
    public static TextRule ParentFolder { get; } = new("\".\", \"..\", \"../..\" and so on", RecipeDiagnostics.Path, text =>
        text == "." || text.Split('/').All(part => part == "..") ? null : "the recipe's folder (\".\") or one above it (\"..\", \"../..\")");

    /// <summary>As ID= of os-release(5) and mkosi's Distribution= have it.</summary>
    public static TextRule Distribution { get; } = new("distribution", RecipeDiagnostics.Value, text =>
        Identifiers().IsMatch(text) ? null : "a distribution's ID of os-release: lower-case letters, digits, '.', '_', '-'");

    public static TextRule Release { get; } = new("release", RecipeDiagnostics.Value, text =>
        FileNames().IsMatch(text) ? null : "a version or code name of the distribution: \"42\", \"trixie\"");

    /// <summary>systemd.preset(5), "Preset File Format".</summary>
    public static TextRule PresetLine { get; } = new("preset line", RecipeDiagnostics.Value, text =>
        PresetLines().IsMatch(text) ? null : "\"enable UNIT\", \"disable UNIT\" or \"ignore UNIT\"");

    /// <summary>As mount(8) and the kernel's /proc/filesystems have it.</summary>
    public static TextRule FileSystem { get; } = new("file system", RecipeDiagnostics.Value, text =>
        FileSystems().IsMatch(text) ? null : "a file system such as \"ext4\"");

    public static TextRule Locale { get; } = new("locale", RecipeDiagnostics.Value, text =>
        Locales().IsMatch(text) ? null : "a locale such as \"C\", \"de\" or \"pt_BR\"");

    public static TextRule CommandLine { get; } = new("kernel command line", RecipeDiagnostics.CommandLine, text =>
        !IsOneLine(text) ? "one line without control characters"
        : Encoding.UTF8.GetByteCount(text) > MaxCommandLine ? $"at most {MaxCommandLine} bytes: the kernel cuts off the rest"
        : null)
    {
        IsWords = true,
    };

    /// <summary>shim's SBAT.md, "Version Data": component name and generation lead each line.</summary>
    public static TextRule Sbat { get; } = new("SBAT lines", RecipeDiagnostics.Value, text =>
        text.TrimEnd('\n').Split('\n').All(line => SbatLines().IsMatch(line)) ? null : "lines of \"component,generation,vendor,package,version,URL\", in ASCII");

    /// <summary>UAPI.1, "Boot counting": tries left, and tries done.</summary>
    public static TextRule Tries { get; } = new("boot counter", RecipeDiagnostics.Value, text => BootCounters().IsMatch(text) ? null : "\"LEFT\" or \"LEFT-DONE\", numbers of one to three digits");

    /// <summary>Whole ones only: parts of one are somebody else's as well (https://evil32.com).</summary>
    public static TextRule Fingerprint { get; } = new("fingerprint", RecipeDiagnostics.Value, text =>
        text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit) ? null : "a whole fingerprint: 40 or 64 hexadecimal digits")
    {
        // As `gpg --fingerprint` writes it: in groups of four.
        Meaning = text => text.Replace(" ", "", StringComparison.Ordinal),
    };

    public static TextRule Uuid { get; } = new("UUID", RecipeDiagnostics.Value, text => Guid.TryParse(text, out _) ? null : "32 hexadecimal digits, with or without dashes");

    public static TextRule Title { get; } = new("title", RecipeDiagnostics.Value, text => IsOneLine(text) && text.Length is > 0 and <= MaxTitle ? null : $"one line of at most {MaxTitle} characters");

    private static string? BaseUrlRefusal(string text) =>
        UrlRefusal(text) ?? (text.Contains("://", StringComparison.Ordinal) && text.AsSpan().IndexOfAny('?', '#') >= 0 ? "no '?' and no '#': paths are appended to it" : null);

    private static string? UrlRefusal(string text)
    {
        if (!IsOneLine(text) || text.Length == 0) return "a URL or a path";
        if (!text.Contains("://", StringComparison.Ordinal)) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("file" or "http" or "https"))
        {
            return "file://, http://, https:// or a path";
        }

        if (url.UserInfo.Length > 0) return "no user and password: recipes and lock files are shared";
        return (url.Scheme, url.Host) switch
        {
            ("file", "" or "localhost") => null,
            ("file", _) => "file:///PATH: a file on another host cannot be read",
            (_, "") => "a host",
            _ => null,
        };
    }

    /// <summary>In linear time only: nothing that looks around or back.</summary>
    private static string? RegexRefusal(string regex)
    {
        try
        {
            bool isName = Regex.Escape(regex) == regex; // most are, and to compile one takes 0.3 ms
            if (!isName) _ = new Regex(regex, RegexOptions.NonBacktracking);
            return IsOneLine(regex) && regex.Length > 0 ? null : "a regular expression behind \"re:\"";
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return "a regular expression behind \"re:\", without looking around or back";
        }
    }

    private static bool IsOneLine(string text) => !text.Any(char.IsControl);

    private static bool IsInside(string path) => RootPath.TryParse(Encoding.UTF8.GetBytes(path), out _);

    /// <summary>The same with '?' in front, by which it may match nothing.</summary>
    private static TextRule Optional(TextRule rule) => new(
        rule.Name, rule.Id, text => rule.Refusal(OptionalPattern.Parse(text).Text) is string expected ? expected + "; '?' in front at most" : null);

    private static bool IsPriority(string text) => DlopenPriorities.FromName(text) is not null;

    private static bool IsAlias(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static bool IsModuleOrAlias(string text) => text.StartsWith("modalias:", StringComparison.Ordinal) ? IsAlias(text["modalias:".Length..]) : FileNames().IsMatch(text);

    /// <summary>Something without blanks whose brackets close.</summary>
    private static bool IsGlob(string text) => Globs().IsMatch(text);

    /// <summary>Without '?' (may match nothing) and then '-' (leave out) in front; nothing remains of more of them.</summary>
    private static string WithoutMarks(string pattern)
    {
        if (pattern.StartsWith('?')) pattern = pattern[1..];
        if (pattern.StartsWith('-')) pattern = pattern[1..];
        return pattern is ['?' or '-', ..] ? "" : pattern;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex FileNames();

    [GeneratedRegex(@"\A([^\s\p{C}\[]|\[[!^]?\]?[^\s\p{C}\]]*\])+\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Globs();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,99}\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Identifiers();

    [GeneratedRegex(@"\A\??(enable|disable|ignore)([ \t]+[^\s\p{C}]+)+\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex PresetLines();

    [GeneratedRegex(@"\A(-[A-Za-z0-9._+-]+|[A-Za-z0-9._+][A-Za-z0-9._+-]*:[A-Za-z0-9._+-]+)\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex ModuleStreams();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,31}\z", RegexOptions.None, Milliseconds)]
    private static partial Regex FileSystems();

    [GeneratedRegex(@"\A[A-Za-z0-9_.@-]+\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Locales();

    [GeneratedRegex(@"\A[!-~-[,]][ -~-[,]]*,[0-9]+(,[ -~]*)?\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex SbatLines();

    [GeneratedRegex(@"\A[0-9]{1,3}(-[0-9]{1,3})?\z", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex BootCounters();
}

using InitrdComposer.Diagnostics;

namespace InitrdComposer.Finalize;

internal static class FinalizeErrors
{
    /// <summary>Nothing to start: neither /init nor systemd.</summary>
    public static readonly DiagnosticId NoInit = new("FIN", 1, FailureKind.Usage);

    /// <summary>No os-release, so no initrd-release either, and systemd would take the image for the real root.</summary>
    public static readonly DiagnosticId NoOsRelease = new("FIN", 2, FailureKind.Usage);

    /// <summary>A line of the recipe is not systemd.preset(5)'s.</summary>
    public static readonly DiagnosticId BadPreset = new("FIN", 3, FailureKind.Usage);

    /// <summary>A line of the recipe names no unit of the image.</summary>
    public static readonly DiagnosticId PresetMatchesNothing = new("FIN", 4, FailureKind.Usage);

    /// <summary>A line of sysusers.d that is skipped; systemd-sysusers skips it too, and says nothing in its exit code.</summary>
    public static readonly DiagnosticId SkippedSysusersLine = new("FIN", 5, FailureKind.Malformed);

    /// <summary>A scriptlet whose effect nobody here knows.</summary>
    public static readonly DiagnosticId UnknownScriptlet = new("FIN", 6, FailureKind.Claim);

    /// <summary>A pattern of ignore-scriptlets names no package that has any.</summary>
    public static readonly DiagnosticId IgnoreMatchesNothing = new("FIN", 7, FailureKind.Usage);

    /// <summary>A line of a unit's [Install] section that is skipped.</summary>
    public static readonly DiagnosticId SkippedInstallLine = new("FIN", 8, FailureKind.Malformed);

    /// <summary>A text file of the image that is too long to be one.</summary>
    public static readonly DiagnosticId TextTooLong = new("FIN", 9, FailureKind.Malformed);

    /// <summary>A pattern of remove-files or remove-with-libraries is none.</summary>
    public static readonly DiagnosticId BadPattern = new("FIN", 10, FailureKind.Usage);

    /// <summary>A pattern of remove-files or remove-with-libraries that matches nothing.</summary>
    public static readonly DiagnosticId PatternMatchesNothing = new("FIN", 11, FailureKind.Usage);

    /// <summary>What a file needs cannot be read, so what it needs could be removed.</summary>
    public static readonly DiagnosticId UnreadableProgram = new("FIN", 12, FailureKind.Malformed);

    /// <summary>A library that a program of the image requires, and loads by dlopen(), is not in it.</summary>
    public static readonly DiagnosticId MissingDlopened = new("FIN", 13, FailureKind.Verification);

    /// <summary>An owner that the image's own passwd or group does not know; by the catalogue's number, where it was met first.</summary>
    public static readonly DiagnosticId UnknownOwner = new("CPI", 20, FailureKind.Claim);
}

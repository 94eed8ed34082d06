using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Signing;

/// <summary>What can be wrong with keys, certificates and signatures.</summary>
public static class SigningErrors
{
    /// <summary>A key or certificate that cannot be used: wrong passphrase, another one's certificate, too weak.</summary>
    public static readonly DiagnosticId BadKey = new("PEX", 16, FailureKind.Verification);

    /// <summary>A signature that is none.</summary>
    public static readonly DiagnosticId BadSignature = new("PEX", 9, FailureKind.Malformed);

    /// <summary>An external command that does not sign.</summary>
    public static readonly DiagnosticId CommandFailed = new("SGN", 1, FailureKind.Verification);

    /// <summary>An external command that cannot be started.</summary>
    public static readonly DiagnosticId CommandMissing = new("SGN", 2, FailureKind.LocalIO);

    /// <summary>An external command that does not end.</summary>
    public static readonly DiagnosticId CommandTimedOut = new("SGN", 3, FailureKind.Busy);

    /// <summary>Keys, certificates or passphrases that are not said as they should be.</summary>
    public static readonly DiagnosticId Usage = new("SGN", 4, FailureKind.Usage);

    /// <summary>A signature that is attached to what it does not sign.</summary>
    public static readonly DiagnosticId WrongSignature = new("SGN", 5, FailureKind.Verification);

    /// <summary>Adds the file's name to what the format found.</summary>
    internal static ComposerException Malformed(string file, MalformedDataException cause) => ComposerException.Malformed(BadSignature, file, cause);
}

using InitrdComposer.Diagnostics;

namespace InitrdComposer.Transport;

/// <summary>What can go wrong between a URL and its bytes.</summary>
public static class TransportDiagnostics
{
    public static readonly DiagnosticId Unreachable = new("NET", 1, FailureKind.Network);
    public static readonly DiagnosticId Truncated = new("NET", 3, FailureKind.Network);
    public static readonly DiagnosticId Stalled = new("NET", 5, FailureKind.Network);
    public static readonly DiagnosticId Refused = new("NET", 6, FailureKind.Network);
    public static readonly DiagnosticId Insecure = new("NET", 8, FailureKind.Network);
    public static readonly DiagnosticId Offline = new("NET", 13, FailureKind.Network);
    public static readonly DiagnosticId Redirect = new("MIR", 9, FailureKind.Network);

    /// <summary>Only said: a mirror that others stand in for.</summary>
    public static readonly DiagnosticId Avoided = new("MIR", 16, FailureKind.Network);

    public static readonly DiagnosticId CacheNotOurs = new("CAC", 2, FailureKind.LocalIO);
}

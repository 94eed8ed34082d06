using System.Net.Sockets;
using System.Security.Authentication;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Transport;

/// <summary>One attempt that failed; what the retries see.</summary>
internal sealed class TransferException(DiagnosticId id, string message, bool isTransient, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(message, cause)
{
    public DiagnosticId Id { get; } = id;

    /// <summary>The same request may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Translates what <see cref="HttpClient"/> and its streams throw.</summary>
    public static TransferException Of(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException =>
            new(TransportDiagnostics.Insecure, $"no secure connection: {Innermost(exception)}", isTransient: false, cause: exception),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } or SocketException =>
            new(TransportDiagnostics.Unreachable, $"no connection: {Innermost(exception)}", isTransient: true, cause: exception),
        _ => new(TransportDiagnostics.Truncated, $"the transfer broke off: {Innermost(exception)}", isTransient: true, cause: exception),
    };

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}

using System.Net;
using System.Net.Sockets;

namespace InitrdComposer.Transport;

/// <summary>
/// Where a redirect may lead. <see cref="HttpClient"/>'s own handling returns the last redirect as if it were the answer when hops run out, and dies
/// on file URLs; ours also refuses to leave https and to be sent into a private network.
/// </summary>
internal static class Redirects
{
    public static bool Is(HttpStatusCode status) => status is
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>The next URL.</summary>
    /// <exception cref="TransferException">It may not be followed; trying again would not help.</exception>
    public static Uri Follow(Uri from, HttpResponseMessage response)
    {
        if (response.Headers.Location is not Uri location) throw Refused("without a target");
        Uri next = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (next.Scheme != Uri.UriSchemeHttp && next.Scheme != Uri.UriSchemeHttps) throw Refused($"to {next.Scheme}://");
        if (from.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp) throw Refused("from https to http");
        if (IsPrivate(next) && !IsPrivate(from)) throw Refused($"to the private address {next.Host}");
        return next;
    }

    public static TransferException Refused(string what) => new(TransportDiagnostics.Redirect, $"a redirect {what} is not followed", isTransient: false);

    /// <summary>Loopback, link-local, unique local and RFC 1918 addresses, written as such.</summary>
    public static bool IsPrivate(Uri url)
    {
        if (url.IsLoopback) return true;
        if (!IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? address)) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        return address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..];
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Hedging;

namespace InitrdComposer.Transport;

/// <summary>
/// Connects to whichever of a host's addresses answers first ("Happy Eyeballs", RFC 8305): families in turn, each address as soon as the one before it has refused or
/// has said nothing for a quarter of a second. Where IPv6 leads nowhere, a connection costs that quarter, and not all the time that there is for connecting.
/// </summary>
internal static class AddressRace
{
    /// <summary>"Connection Attempt Delay" (RFC 8305, 5).</summary>
    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Polly's limit, and the first one.</summary>
    private const int MaxAddresses = 11;

    /// <exception cref="SocketException">The name has no address, or none of its addresses answers.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, TimeProvider clock, CancellationToken cancellation)
    {
        IPAddress[] addresses = InTurn(await Dns.GetHostAddressesAsync(host.Host, host.AddressFamily, cancellation));
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        return await FirstAsync(addresses, (address, stop) => OpenAsync(new IPEndPoint(address, host.Port), stop), clock, cancellation);
    }

    /// <summary>What comes of the first address that is connected to; what the others come to later is disposed of.</summary>
    /// <typeparam name="T">Polly reads it by reflection.</typeparam>
    /// <param name="addresses">In the order of trying; at least one.</param>
    internal static async Task<T> FirstAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        IPAddress[] addresses, Func<IPAddress, CancellationToken, ValueTask<T>> connect, TimeProvider clock, CancellationToken cancellation)
        where T : IDisposable
    {
        if (addresses.Length == 1) return await connect(addresses[0], cancellation);
        int next = 1;
        ResiliencePipeline<T> race = new ResiliencePipelineBuilder<T> { TimeProvider = clock }.AddHedging(new HedgingStrategyOptions<T>
        {
            Delay = AttemptDelay,
            MaxHedgedAttempts = Math.Min(addresses.Length, MaxAddresses) - 1,
            ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Exception is SocketException),
            ActionGenerator = attempt =>
            {
                IPAddress address = addresses[next++];
                return async () => Outcome.FromResult(await connect(address, attempt.ActionContext.CancellationToken)); // what it throws, Polly makes an outcome of
            },
        }).Build();
        return await race.ExecuteAsync(stop => connect(addresses[0], stop), cancellation);
    }

    /// <summary>The resolver's order within each family (RFC 6724), the family of its first address first.</summary>
    internal static IPAddress[] InTurn(IPAddress[] addresses) =>
    [
        .. from address in addresses.Select((address, i) => (Address: address, Place: addresses[..i].Count(before => before.AddressFamily == address.AddressFamily)))
           orderby address.Place
           select address.Address,
    ];

    private static async ValueTask<Stream> OpenAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

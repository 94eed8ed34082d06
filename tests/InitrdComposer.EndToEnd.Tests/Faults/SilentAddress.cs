using System.Net;
using System.Net.Sockets;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>An address that drops what is sent to it, as Linux does where connections wait that nobody accepts.</summary>
internal sealed class SilentAddress : IDisposable
{
    private const int Waiting = 4;

    private readonly Socket[] _sockets;

    public SilentAddress(IPEndPoint address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(address);
        listener.Listen(0);
        _sockets = [listener, .. Enumerable.Range(0, Waiting).Select(_ => Begin(address))];
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
    }

    /// <summary>The first ones are connected, the others never are.</summary>
    private static Socket Begin(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Connect(address);
        }
        catch (SocketException beginning) when (beginning.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }

        return socket;
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>A folder on an HTTP server of this process, and what was asked of it.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _served = new();

    public FileServer(string folder)
    {
        _folder = folder;
        Url = $"http://127.0.0.1:{FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>Paths that were asked for, in order.</summary>
    public IReadOnlyCollection<string> Served => _served;

    public void Forget() => _served.Clear();

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            string path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
            _served.Enqueue(path);
            string file = Path.Combine(_folder, path[1..]);
            context.Response.StatusCode = File.Exists(file) ? 200 : 404;
            if (File.Exists(file)) await context.Response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
            context.Response.Close();
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace InitrdComposer.Testing;

/// <summary>
/// An HTTP server on 127.0.0.1 that answers as it is told, wrong answers among them: each path has a list of answers, the last of which repeats. It
/// writes bytes to a socket, because a real server would not lie.
/// </summary>
public sealed class ScriptedServer : IDisposable
{
    private readonly Dictionary<string, Queue<Answer>> _answers = new(StringComparer.Ordinal);
    private readonly List<string> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly System.Threading.Lock _guard = new();
    private readonly X509Certificate2? _certificate;
    private readonly IPAddress _address;
    private TcpListener _listener;
    private int _port, _count;

    /// <param name="certificate">With its private key, for https; null: http. The caller's.</param>
    /// <param name="address">Of this machine; null: 127.0.0.1.</param>
    public ScriptedServer(X509Certificate2? certificate = null, IPAddress? address = null)
    {
        (_certificate, _address) = (certificate, address ?? IPAddress.Loopback);
        _listener = new(_address, 0);
        Listen();
    }

    public string Url => $"{(_certificate is null ? "http" : "https")}://{_address}:{_port}";

    /// <summary>Request heads in order of arrival.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_guard) return [.. _requests];
        }
    }

    /// <summary>What becomes of an answer on its way, by the number of its request, from 1.</summary>
    public Func<int, Answer, Answer> Spoil { get; set; } = static (_, answer) => answer;

    /// <summary>From now on connections are refused.</summary>
    public void Stop() => _listener.Stop();

    /// <summary>Takes connections again, at the same port.</summary>
    public void StartAgain()
    {
        _listener = new(_address, _port);
        Listen();
    }

    public void Add(string path, params Answer[] answers)
    {
        lock (_guard) _answers[path] = new(answers);
    }

    /// <summary>Serves the files of a folder.</summary>
    public void AddFolder(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) Add("/" + Path.GetRelativePath(folder, file), Answer.Ok(File.ReadAllBytes(file)));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private void Listen()
    {
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        TcpListener listener = _listener;
        _ = Task.Run(() => AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using Stream stream = await OpenAsync(client);
                using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                Answer answer;
                do
                {
                    var head = new StringBuilder();
                    while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line) head.AppendLine(line);
                    string path = head.ToString().Split(' ')[1];
                    answer = Next(path, head.ToString());
                    await answer.WriteAsync(stream, _stop.Token);
                }
                while (answer.IsKept);
                if (answer.IsReset) client.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or IndexOutOfRangeException or ObjectDisposedException or AuthenticationException)
            {
                // The client hung up, or the test is over.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null) return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return secure;
    }

    private Answer Next(string path, string head)
    {
        lock (_guard)
        {
            _requests.Add(head);
            if (!_answers.TryGetValue(path, out Queue<Answer>? queue)) return Answer.Status(404);
            return Spoil(++_count, queue.Count > 1 ? queue.Dequeue() : queue.Peek());
        }
    }
}

/// <summary>One answer; each closes its connection unless it is said to be kept.</summary>
public sealed record Answer(string Head, byte[] Body, TimeSpan HoldOpen = default)
{
    /// <summary>The connection ends by a reset instead of its end.</summary>
    public bool IsReset { get; init; }

    /// <summary>The connection stays for the next request.</summary>
    public bool IsKept { get; init; }

    public static Answer Ok(byte[] body) => new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n", body);

    /// <summary>Over a connection that stays for the next request.</summary>
    public static Answer Kept(byte[] body) => new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n", body) { IsKept = true };

    /// <summary>Without a length: it ends when the connection does.</summary>
    public static Answer Unbounded(byte[] body) => new("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", body);

    /// <summary>Announces more than it sends.</summary>
    public static Answer Truncated(byte[] body, int sent) => new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n", body[..sent]);

    /// <summary>Sends nothing after the head for a while.</summary>
    public static Answer Stalled(byte[] body) =>
        new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length + 1}\r\nConnection: close\r\n\r\n", body, TimeSpan.FromSeconds(30));

    public static Answer Status(int code, string headers = "") => new($"HTTP/1.1 {code} Scripted\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n", []);

    /// <summary>With further headers, each ending in CR LF.</summary>
    public static Answer With(string headers, byte[] body) => new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n", body);

    public static Answer Redirect(string location) => Status(302, $"Location: {location}\r\n");

    public async Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Head), cancellation);
        await stream.WriteAsync(Body, cancellation);
        await stream.FlushAsync(cancellation);
        await Task.Delay(HoldOpen, cancellation);
    }
}

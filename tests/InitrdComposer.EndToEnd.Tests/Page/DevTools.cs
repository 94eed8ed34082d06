using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>The Chrome DevTools protocol over its websocket: commands with their answers, and the events of each session as they come.</summary>
internal sealed class DevTools : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _waiting = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<JsonObject>> _events = new(StringComparer.Ordinal);
    private int _lastId;

    public static DevTools Connect(Uri address)
    {
        var devTools = new DevTools();
        devTools._socket.ConnectAsync(address, CancellationToken.None).Wait(Patience);
        _ = Task.Run(devTools.ReceiveAsync);
        return devTools;
    }

    /// <summary>Sends a command and waits for its result.</summary>
    /// <param name="session">Null: the browser itself.</param>
    /// <param name="method">As in Page.navigate.</param>
    /// <param name="parameters">Null: none.</param>
    public JsonObject Send(string? session, string method, JsonObject? parameters = null)
    {
        int id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null) message["sessionId"] = session;
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(message);
        _socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None).Wait(Patience);
        if (!answer.Task.Wait(Patience)) throw new TimeoutException($"{method} was not answered");
        JsonObject result = answer.Task.Result;
        return result["error"] is JsonNode error ? throw new InvalidOperationException($"{method}: {error}") : result["result"]!.AsObject();
    }

    /// <summary>What a session said without being asked, so far.</summary>
    public IEnumerable<JsonObject> Events(string session) => _events.GetOrAdd(session, _ => new()).ToArray();

    public void Dispose()
    {
        _end.Cancel();
        _socket.Dispose();
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        while (!_end.IsCancellationRequested)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
            {
                return;
            }

            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            Take(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!.AsObject());
            message.SetLength(0);
        }
    }

    private void Take(JsonObject message)
    {
        if (message["id"] is JsonNode id && _waiting.TryRemove((int)id, out TaskCompletionSource<JsonObject>? answer)) answer.SetResult(message);
        else if (message["sessionId"] is JsonNode session) _events.GetOrAdd((string)session!, _ => new()).Enqueue(message);
    }
}

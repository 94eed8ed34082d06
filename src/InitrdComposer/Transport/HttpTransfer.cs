using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Transport;

/// <summary>One attempt at one URL over HTTP: redirects, deadlines, and no byte more than expected.</summary>
internal sealed class HttpTransfer(TransportSettings settings, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _client = CreateClient(settings, clock);

    /// <summary>Writes the body to a stream.</summary>
    /// <param name="into">Its failures pass through.</param>
    /// <param name="known">What is here already: where the server says that it still is the same, nothing is written, and this is the result.</param>
    /// <exception cref="TransferException">The attempt failed.</exception>
    /// <exception cref="WrongBytesException">More bytes than expected, or other ones.</exception>
    public async Task<KnownCopy> RunAsync(
        ResourceUrl url, Expected expected, Stream into, CancellationToken cancellation, KnownCopy? known = null)
    {
        using HttpResponseMessage response = await SendAsync(url.Remote!, known, cancellation);
        if (known is not null && response.StatusCode == HttpStatusCode.NotModified) return known;
        if (response.StatusCode != HttpStatusCode.OK) throw Unwanted(response);
        if (response.Content.Headers.ContentLength is long announced && (announced > expected.MostBytes || announced < expected.Size))
        {
            throw new WrongBytesException($"{announced} bytes", $"{(expected.Size is null ? "at most " : "")}{expected.MostBytes} bytes");
        }

        Digest digest;
        long length;
        try
        {
            (digest, length) = await CopyAsync(url, response, expected, into, cancellation);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException or System.Net.Sockets.SocketException)
        {
            throw TransferException.Of(exception);
        }

        if (expected.Size is long size && length < size)
        {
            throw new TransferException(TransportDiagnostics.Truncated, $"{length} bytes instead of {size}", isTransient: true);
        }

        if (!expected.Accepts(digest)) throw new WrongBytesException($"{digest}", expected.Wanted);
        return new(digest, response.Headers.ETag?.ToString(), response.Content.Headers.LastModified);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Nothing automatic.</summary>
    private static HttpClient CreateClient(TransportSettings settings, TimeProvider clock)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None, // a .gz must stay one
            UseCookies = false,
            ConnectTimeout = settings.ConnectTimeout,
            ConnectCallback = (context, cancellation) => AddressRace.ConnectAsync(context.DnsEndPoint, clock, cancellation),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            MaxConnectionsPerServer = settings.Parallelism,
            MaxResponseHeadersLength = 64,
        };
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"initrd-composer/{typeof(HttpTransfer).Assembly.GetName().Version?.ToString(3)}");
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
        return client;
    }

    private async Task<HttpResponseMessage> SendAsync(Uri start, KnownCopy? known, CancellationToken cancellation)
    {
        Uri url = start;
        for (int hops = 0; hops <= settings.MaxRedirects; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (known?.ETag is string etag) request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            else request.Headers.IfModifiedSince = known?.LastModified;
            if (start.UserInfo.Length > 0 && Uri.Compare(start, url, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
            {
                byte[] credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(start.UserInfo));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
            }

            HttpResponseMessage response = await SendOnceAsync(request, cancellation);
            if (!Redirects.Is(response.StatusCode)) return response;
            using (response) url = Redirects.Follow(url, response);
        }

        throw Redirects.Refused($"after {settings.MaxRedirects} others");
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(settings.HeadersTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TransferException(TransportDiagnostics.Stalled, $"no answer within {settings.HeadersTimeout.TotalSeconds} s", isTransient: true);
        }
        catch (HttpRequestException exception)
        {
            throw TransferException.Of(exception);
        }
        catch (Exception exception) when (exception is UriFormatException or NotSupportedException or InvalidOperationException)
        {
            throw Redirects.Refused($"to {Formats.Printable.Escape(Encoding.UTF8.GetBytes(exception.Message))}");
        }
    }

    private async Task<(Digest Digest, long Length)> CopyAsync(
        ResourceUrl url, HttpResponseMessage response, Expected expected, Stream into, CancellationToken cancellation)
    {
        DigestAlgorithm algorithm = expected.Algorithm;
        using IncrementalHash hash = algorithm.CreateHash();
        using var stall = new CancellationTokenSource(settings.StallWindow, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellation);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        long? total = expected.Size ?? response.Content.Headers.ContentLength;
        long length = 0;
        long sinceReset = 0;
        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(both.Token);
            int read;
            while ((read = await body.ReadAsync(buffer, both.Token)) > 0)
            {
                length += read;
                if (length > expected.MostBytes) throw new WrongBytesException($"more than {expected.MostBytes} bytes", $"{expected.MostBytes} bytes");
                hash.AppendData(buffer, 0, read);
                into.Write(buffer.AsSpan(0, read));
                sinceReset += read;
                if (sinceReset < settings.StallBytes) continue;
                sinceReset = 0;
                stall.CancelAfter(settings.StallWindow);
            }

            return (Digest.Finish(algorithm, hash), length);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TransferException(
                TransportDiagnostics.Stalled, $"less than {settings.StallBytes} bytes in {settings.StallWindow.TotalSeconds} s", isTransient: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static TransferException Unwanted(HttpResponseMessage response)
    {
        bool isTransient = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        return new(
            TransportDiagnostics.Refused, $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd(), isTransient, response.Headers.RetryAfter?.Delta);
    }
}

/// <summary>Bytes arrived whole, but they are not the expected ones.</summary>
internal sealed class WrongBytesException(string got, string expected) : Exception($"got {got}, expected {expected}");

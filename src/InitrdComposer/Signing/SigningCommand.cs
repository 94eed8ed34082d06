using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Signing;

/// <summary>
/// A program that signs for a key which this one never sees: openssl with a PKCS#11 URI, pkcs11-tool, a client of a signing service. It gets the SHA-256 of
/// what is signed on standard input, and writes the raw signature to standard output. Words of its command line stand for files with more of it:
/// <c>{digest}</c>, <c>{digest-info}</c> (that in a PKCS#1 DigestInfo, as CKM_RSA_PKCS takes it), <c>{data}</c> (what is signed, not yet digested). No
/// shell is between. See docs/reference/signing.md.
/// </summary>
/// <param name="disk">Where these files are.</param>
/// <param name="words">The program and its arguments.</param>
/// <param name="timeout">Longest time that it may take; null: <see cref="DefaultTimeout"/>.</param>
internal sealed class SigningCommand(Disk disk, ImmutableArray<string> words, TimeSpan? timeout = null)
{
    /// <summary>A token may wait for its owner's touch.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Longest signature: that of RSA 16384.</summary>
    private const int MaxSignature = 2048;

    private const int MaxErrorText = 500;

    /// <summary>DER of SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING } before the digest (RFC 8017, 9.2).</summary>
    private static readonly byte[] DigestInfo = Convert.FromHexString("3031300d060960864801650304020105000420");

    /// <exception cref="ComposerException">It cannot be started, fails, does not end, or writes what is no signature.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        byte[] digest = SHA256.HashData(data);
        (string Word, byte[] Bytes)[] files = [("{digest}", digest), ("{digest-info}", [.. DigestInfo, .. digest]), ("{data}", data.ToArray())];
        using TemporaryFolder? folder = words.Any(word => files.Any(file => word.Contains(file.Word, StringComparison.Ordinal))) ? TemporaryFolder.Create(disk, Path.GetTempPath()) : null;
        string[] arguments = [.. words];
        foreach ((string word, byte[] bytes) in files)
        {
            if (!arguments.Any(argument => argument.Contains(word, StringComparison.Ordinal))) continue;
            string name = word.Trim('{', '}');
            folder!.Add(name, new MemoryStream(bytes));
            arguments = [.. arguments.Select(argument => argument.Replace(word, folder.PathOf(name), StringComparison.Ordinal))];
        }

        return RunAsync(arguments, digest).GetAwaiter().GetResult();
    }

    private async Task<byte[]> RunAsync(string[] arguments, byte[] digest)
    {
        using Process process = Start(arguments);
        TimeSpan limit = timeout ?? DefaultTimeout;
        using var timeUp = new CancellationTokenSource(limit);
        try
        {
            Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream, MaxSignature, timeUp.Token);
            Task<byte[]> error = ReadAsync(process.StandardError.BaseStream, MaxErrorText, timeUp.Token);
            await FeedAsync(process, digest, timeUp.Token);
            byte[] signature = await output;
            byte[] said = await error;
            await process.WaitForExitAsync(timeUp.Token);
            if (process.ExitCode != 0) throw Failed($"exit code {process.ExitCode}", said);
            if (signature.Length is 0 or > MaxSignature) throw Failed($"{(signature.Length == 0 ? "no bytes" : $"more than {MaxSignature} bytes")} on standard output", said);
            return signature;
        }
        catch (OperationCanceledException)
        {
            throw new ComposerException(SigningErrors.CommandTimedOut, $"{Name} has not signed within {limit.TotalSeconds:0.#} s");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task FeedAsync(Process process, byte[] digest, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(digest, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It takes a file instead and has closed its input.
        }
    }

    /// <summary>What is written, and one byte more than the limit at most: the rest is read and forgotten, so that the writer ends.</summary>
    private static async Task<byte[]> ReadAsync(Stream stream, int limit, CancellationToken cancellation)
    {
        var kept = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellation) is int read and > 0) kept.Write(buffer, 0, (int)Math.Min(read, limit + 1 - kept.Length));
        return kept.ToArray();
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new ComposerException(SigningErrors.CommandMissing, $"{Name} cannot be started: {exception.Message}", cause: exception);
        }
    }

    private ComposerException Failed(string got, byte[] said)
    {
        string text = Printable.Escape(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(said).Trim().Split('\n')[0]));
        return new(SigningErrors.CommandFailed, $"{Name} did not sign: got {got}{(text.Length == 0 ? "" : $" ({text})")}, expected a raw signature and exit code 0");
    }

    private string Name => Printable.Escape(Encoding.UTF8.GetBytes(words[0]));
}

/// <summary>A key that only a program has.</summary>
internal sealed class CommandKey(SigningCommand command) : ISigningKey
{
    public byte[] Sign(ReadOnlySpan<byte> data) => command.Sign(data);

    public void Dispose()
    {
        // Each program that it started has ended.
    }
}

using System.Collections.Immutable;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Programs;

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

        TimeSpan limit = timeout ?? DefaultTimeout;
        try
        {
            ProgramOutcome outcome = ExternalProgram.Run(arguments[0], arguments[1..], digest, MaxSignature, limit);
            byte[] signature = outcome.Output;
            if (outcome.ExitCode != 0) throw Failed($"exit code {outcome.ExitCode}", outcome.Error);
            if (signature.Length is 0 or > MaxSignature) throw Failed($"{(signature.Length == 0 ? "no bytes" : $"more than {MaxSignature} bytes")} on standard output", outcome.Error);
            return signature;
        }
        catch (Win32Exception e)
        {
            throw new ComposerException(SigningErrors.CommandMissing, $"{Name} cannot be started: {e.Message}", cause: e);
        }
        catch (TimeoutException e)
        {
            throw new ComposerException(SigningErrors.CommandTimedOut, $"{Name} has not signed within {limit.TotalSeconds:0.#} s", cause: e);
        }
    }

    private ComposerException Failed(string got, byte[] said)
    {
        string first = Encoding.Latin1.GetString(said).Trim().Split('\n')[0];
        string text = Printable.Escape(Encoding.Latin1.GetBytes(first.Length > MaxErrorText ? first[..MaxErrorText] : first));
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

using System.Globalization;
using System.Text.RegularExpressions;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>A folder of gpg's with keys of its own, in a year of its own. The agent that gpg starts ends with it.</summary>
public sealed partial class GpgHome : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Tool _gpg = Tool.Require("gpg", "gpg");
    private readonly Tool _gpgconf = Tool.Require("gpgconf", "gpgconf");

    /// <summary><see cref="Today"/> as gpg takes it for --faked-system-time.</summary>
    public const string At = "20250101T000000!";

    /// <summary>When everything is made that no other time is given for.</summary>
    public static DateTimeOffset Today { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Path => _folder.Path;

    /// <summary>A file in it.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Makes a key without passphrase; its fingerprint.</summary>
    /// <param name="algorithm">As of gpg: "rsa2048", "ed25519".</param>
    public string MakeKey(string algorithm, string expires = "never")
    {
        string id = $"{algorithm} <{algorithm}.{expires}@example.org>";
        Run("--quick-gen-key", id, algorithm, "sign", expires);
        return Run("--with-colons", "--list-keys", $"={id}").Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
    }

    public byte[] Export(string fingerprint, params string[] options)
    {
        File.Delete(this["exported"]);
        Run([.. options, "--output", this["exported"], "--export", fingerprint]);
        return File.ReadAllBytes(this["exported"]);
    }

    /// <summary>The packets of a certificate's signatures of one type, as gpg takes it apart.</summary>
    /// <param name="type">As gpg prints it: "0x28".</param>
    public IReadOnlyList<byte[]> ExportSignatures(string fingerprint, string type)
    {
        byte[] packets = Export(fingerprint);
        return
        [
            .. from packet in SignatureOfListing().Matches(Run("--list-packets", this["exported"]))
               where packet.Groups["type"].Value == type
               let offset = Number(packet.Groups["offset"])
               select packets[offset..(offset + Number(packet.Groups["head"]) + Number(packet.Groups["body"]))],
        ];

        static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Answers what `gpg --edit-key` asks.</summary>
    /// <param name="time">As gpg takes it for --faked-system-time.</param>
    /// <param name="commands">With "save" at their end.</param>
    public void Edit(string key, string time, params string[] commands)
    {
        File.WriteAllLines(this["commands"], commands);
        Run("--faked-system-time", time, "--no-tty", "--command-file", this["commands"], "--edit-key", key);
    }

    /// <summary>Signs "data"; what is beside it then.</summary>
    /// <param name="key">Fingerprint, with "!" that very key.</param>
    public byte[] Sign(string key, params string[] options)
    {
        File.Delete(this["signature"]);
        Run(["--local-user", key, "--output", this["signature"], .. options, this["data"]]);
        return File.ReadAllBytes(this["signature"]);
    }

    public string Run(params string[] arguments) =>
        _gpg.Run(["--homedir", Path, "--batch", "--yes", "--no-auto-check-trustdb", "--passphrase", "", "--pinentry-mode", "loopback", "--faked-system-time", At, .. arguments]);

    /// <summary>gpg's own verdict on "signature" over "data".</summary>
    public bool Verifies() => _gpg.Start(null, null, "--homedir", Path, "--batch", "--trust-model", "always", "--verify", this["signature"], this["data"]).ExitCode == 0;

    public void Dispose()
    {
        _gpgconf.Start(null, null, "--homedir", Path, "--kill", "all");
        _folder.Dispose();
    }

    /// <summary>Where a packet begins, the lengths of its header and body, and the signature's type.</summary>
    [GeneratedRegex(
        @"^# off=(?<offset>\d+) ctb=\w+ tag=2 hlen=(?<head>\d+) plen=(?<body>\d+).*\n:signature packet:.*\n.*sigclass (?<type>0x\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex SignatureOfListing();
}

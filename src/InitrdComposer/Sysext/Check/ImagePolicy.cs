using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>Which partitions an image may have, and how they must be protected (systemd.image-policy(7)): as far as extensions have such partitions.</summary>
public sealed class ImagePolicy
{
    private const string Default = "";

    private static readonly DiagnosticId Usage = new("CLI", 4, FailureKind.Usage);

    private static readonly string[] Protections = ["verity", "signed", "encrypted", "encryptedwithintegrity", "unprotected"];
    private static readonly string[] Flags = [.. Protections, "unused", "absent", "open", "ignore"];
    private static readonly string[] Attributes = ["read-only-on", "read-only-off", "growfs-on", "growfs-off"];

    private readonly ImmutableDictionary<string, ImmutableHashSet<string>> _uses;
    private readonly string _text;

    private ImagePolicy(string text, ImmutableDictionary<string, ImmutableHashSet<string>> uses) => (_text, _uses) = (text, uses);

    /// <summary>
    /// What systemd 262 asks for: of images from the ESP, which lie in /.extra of an initrd, that they are signed; elsewhere what is in /run or /var is taken as it is.
    /// </summary>
    public static ImagePolicy DefaultOf(bool isExtra, ExtensionKind kind)
    {
        string use = isExtra ? "signed+absent" : "verity+signed+encrypted+encryptedwithintegrity+unprotected+absent";
        return Parse(kind == ExtensionKind.Sysext ? $"root={use}:usr={use}" : $"root={use}");
    }

    /// <exception cref="ComposerException">The text is no policy.</exception>
    public static ImagePolicy Parse(string text)
    {
        switch (text)
        {
            case "*": return new(text, Only("open"));
            case "-": return new(text, Only("unused", "absent"));
            case "~": return new(text, Only("absent"));
        }

        ImmutableDictionary<string, ImmutableHashSet<string>> uses = Only("ignore");
        foreach (string rule in text.Split(':'))
        {
            int equals = rule.IndexOf('=', StringComparison.Ordinal);
            string[] words = rule[(equals + 1)..].Split('+', StringSplitOptions.RemoveEmptyEntries);
            if (equals < 0 || words.Except([.. Flags, .. Attributes]).Any()) throw new ComposerException(Usage, $"--policy: got \"{rule}\", expected PARTITION=USE+USE, as in systemd.image-policy(7)");
            uses = uses.SetItem(rule[..equals], [.. words]);
        }

        return new(text, uses);
    }

    /// <summary>Whether a file system of an extension may be used as it is, and must not be left out.</summary>
    /// <param name="protection">"signed", "verity", "unprotected".</param>
    public bool Allows(PartitionTree tree, string protection) => UsesOf(tree) is var uses && (uses.Contains(protection) || uses.Contains("open"));

    /// <summary>Whether an image may be without.</summary>
    public bool AllowsAbsent(PartitionTree tree) => UsesOf(tree) is var uses && (uses.Contains("absent") || uses.Contains("open") || uses.Contains("ignore"));

    /// <summary>What a policy asks for, for messages.</summary>
    public string Expected(PartitionTree tree)
    {
        string[] allowed = [.. Protections.Where(UsesOf(tree).Contains)];
        return UsesOf(tree).Contains("ignore") ? "none: it is ignored" : allowed.Length == 0 ? "none" : string.Join(" or ", allowed);
    }

    public override string ToString() => _text;

    private static ImmutableDictionary<string, ImmutableHashSet<string>> Only(params ImmutableHashSet<string> uses) =>
        ImmutableDictionary.Create<string, ImmutableHashSet<string>>(StringComparer.Ordinal).Add(Default, uses);

    private ImmutableHashSet<string> UsesOf(PartitionTree tree) => _uses.TryGetValue(tree == PartitionTree.Root ? "root" : "usr", out ImmutableHashSet<string>? uses) ? uses : _uses[Default];
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Manifest;

/// <summary>Everything that the outputs of a build are a function of, as one digest: where it is the same, so is every byte.</summary>
public static class BuildInputs
{
    /// <param name="extra">The recipe's extra trees as they are now.</param>
    /// <param name="boot">The host's files of its UKIs as they are now.</param>
    /// <param name="signing">Who signs them; null: nobody.</param>
    public static Digest DigestOf(Recipe recipe, LockDocument locked, IReadOnlyList<RootNode> extra, RootTree boot, UkiSigning? signing)
    {
        var text = new StringBuilder("initrd-composer build inputs 1\n");
        text.Append(null, $"recipe {Digest.Sha256Of(recipe.Text.Span)}\n");
        AppendLock(text, locked);
        foreach (LockedTool tool in LockedTools.Of(recipe)) text.Append(null, $"tool {tool.Name} {tool.Version}\n");
        AppendNodes(text, extra);
        foreach (RootNode node in boot) text.Append(null, $"uki {Convert.ToHexStringLower(node.Path.Bytes)} {BodyOf(node.Inode.Body)}\n");
        foreach (string identity in signing?.Identities ?? []) text.Append(null, $"{identity}\n");
        return Digest.Sha256Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The same of extensions.</summary>
    /// <param name="onBase">Digest of the base's lock.</param>
    /// <param name="contents">What the base's images unpack to.</param>
    /// <param name="extensions">Each with its extra trees as they are now, and who signs it; null: nobody.</param>
    public static Digest DigestOf(
        Digest onBase, IEnumerable<Digest?> contents, IEnumerable<(Recipe Recipe, LockDocument Lock, IReadOnlyList<RootNode> Extra, string? Signer)> extensions)
    {
        var text = new StringBuilder("initrd-composer extension inputs 1\n");
        text.Append(null, $"base {onBase}\n");
        foreach (Digest? content in contents) text.Append(null, $"content {content}\n");
        foreach ((Recipe recipe, LockDocument locked, IReadOnlyList<RootNode> extra, string? signer) in extensions)
        {
            text.Append(null, $"recipe {recipe.Name} {Digest.Sha256Of(recipe.Text.Span)}\n");
            AppendLock(text, locked);
            foreach (LockedTool tool in LockedTools.Of(recipe)) text.Append(null, $"tool {tool.Name} {tool.Version}\n");
            AppendNodes(text, extra);
            text.Append(null, $"signer {signer}\n");
        }

        return Digest.Sha256Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Of files of the host: names, permissions and bytes, in the order given.</summary>
    public static Digest DigestOf(IEnumerable<RootNode> nodes)
    {
        var text = new StringBuilder();
        AppendNodes(text, nodes);
        return Digest.Sha256Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void AppendLock(StringBuilder text, LockDocument locked)
    {
        text.Append(null, $"lock {locked.Digest}\n");
        if (locked.Signature is { } signature) text.Append(null, $"lock-signature {Digest.Sha256Of(signature.Span)}\n");
    }

    private static void AppendNodes(StringBuilder text, IEnumerable<RootNode> nodes)
    {
        foreach (RootNode node in nodes)
        {
            text.Append(null, $"{Convert.ToHexStringLower(node.Path.Bytes)} {Convert.ToString(node.Inode.Metadata.Mode, 8)} {BodyOf(node.Inode.Body)}\n");
        }
    }

    private static string BodyOf(FileBody body) => body switch
    {
        FileBody.Regular file => $"file {file.Content.Digest}",
        FileBody.SymbolicLink link => $"link {Convert.ToHexStringLower(link.Target.Bytes)}",
        _ => "folder",
    };
}

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
    public static Digest DigestOf(Recipe recipe, LockFile locked, IReadOnlyList<RootNode> extra, RootTree boot, UkiSigning? signing)
    {
        var text = new StringBuilder("initrd-composer build inputs 1\n");
        text.Append(null, $"recipe {Digest.Sha256Of(recipe.Text.Span)}\n");
        text.Append(null, $"lock {Digest.Sha256Of(Encoding.UTF8.GetBytes(LockText.Write(locked)))}\n");
        foreach (LockedTool tool in LockedTools.Of(recipe)) text.Append(null, $"tool {tool.Name} {tool.Version}\n");
        foreach (RootNode node in extra)
        {
            text.Append(null, $"{Convert.ToHexStringLower(node.Path.Bytes)} {Convert.ToString(node.Inode.Metadata.Mode, 8)} {BodyOf(node.Inode.Body)}\n");
        }

        foreach (RootNode node in boot) text.Append(null, $"uki {Convert.ToHexStringLower(node.Path.Bytes)} {BodyOf(node.Inode.Body)}\n");
        foreach (string identity in signing?.Identities ?? []) text.Append(null, $"{identity}\n");
        return Digest.Sha256Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string BodyOf(FileBody body) => body switch
    {
        FileBody.Regular file => $"file {file.Content.Digest}",
        FileBody.SymbolicLink link => $"link {Convert.ToHexStringLower(link.Target.Bytes)}",
        _ => "folder",
    };
}

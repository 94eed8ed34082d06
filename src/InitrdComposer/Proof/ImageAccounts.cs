using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Sysusers;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof;

/// <summary>Users and groups of an image: those in its own files, and those that systemd knows without any.</summary>
internal sealed class ImageAccounts(RootTree tree, IContents contents)
{
    private readonly AccountFile _users = Read(tree, contents, "/etc/passwd");
    private readonly AccountFile _groups = Read(tree, contents, "/etc/group");

    /// <summary>systemd resolves root and nobody itself (user-util.c, get_user_creds).</summary>
    public bool HasUser(string name) => IsNumber(name) || name is "root" or "nobody" || _users.Contains(name);

    public bool HasGroup(string name) => IsNumber(name) || name is "root" or "nobody" or "nogroup" || _groups.Contains(name);

    private static bool IsNumber(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);

    private static AccountFile Read(RootTree tree, IContents contents, string path) => AccountFile.Parse(ImageText.Find(tree, contents, RootPath.Of(path)));
}

using System.Text;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Cli.Terminal;

/// <summary>
/// Where the recipe of an output folder was when it was last built on this machine: `rebuild` and extensions ask where relative paths of it start, which outputs must not
/// tell, for they are the same everywhere.
/// </summary>
internal sealed class RecipeOrigins(IKeyedStore store)
{
    /// <param name="output">The output folder.</param>
    /// <param name="lockFile">Digest of the lock that was built.</param>
    /// <param name="recipe">The recipe's file.</param>
    public void Remember(string output, Digest lockFile, string recipe)
    {
        byte[] path = Encoding.UTF8.GetBytes(Path.GetFullPath(recipe));
        foreach (Digest key in (Digest[])[KeyOf(output, lockFile), lockFile])
        {
            if (store.Find(key) is not byte[] known || !known.AsSpan().SequenceEqual(path)) store.Store(key, path);
        }
    }

    /// <summary>That of the folder, or, if it was moved here, that of the lock, wherever it was built last; null: neither was built on this machine.</summary>
    public string? Find(string output, Digest lockFile) => (store.Find(KeyOf(output, lockFile)) ?? store.Find(lockFile)) is byte[] path ? Encoding.UTF8.GetString(path) : null;

    private static Digest KeyOf(string output, Digest lockFile) =>
        Digest.Sha256Of(Encoding.UTF8.GetBytes($"recipe of {Path.TrimEndingDirectorySeparator(Path.GetFullPath(output))}\n{lockFile}\n"));
}

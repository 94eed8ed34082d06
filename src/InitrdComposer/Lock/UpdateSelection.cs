using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Lock;

/// <summary>Which packages of a lock are to move to their newest version; all others stay as long as they fit.</summary>
/// <param name="IsAll">Every one: nothing of the lock is stayed with.</param>
/// <param name="Names">Package names and globs.</param>
public sealed record UpdateSelection(bool IsAll, ImmutableArray<string> Names)
{
    public static UpdateSelection None { get; } = new(IsAll: false, []);

    public static UpdateSelection All { get; } = new(IsAll: true, []);

    public bool Includes(string name) => IsAll || Names.Any(pattern => Fnmatch.IsMatch(pattern, name));

    /// <exception cref="ComposerException">A name or glob is nothing of the lock.</exception>
    public void Require(LockFile? previous)
    {
        string[] known = [.. (previous?.Packages ?? []).Select(package => package.Nevra.Name).Distinct()];
        foreach (string pattern in Names)
        {
            if (known.Any(name => Fnmatch.IsMatch(pattern, name))) continue;
            throw new ComposerException(
                LockDiagnostics.NothingToUpdate,
                $"--update {pattern}: no package of the lock is called that",
                hint: Spelling.Closest(pattern, known) is string close ? $"did you mean {close}?" : "names and globs of packages of the lock are expected");
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Explain;

namespace InitrdComposer.Lock;

/// <summary>A new lock, and what moved since the one before.</summary>
/// <param name="Previous">Null: there was none, and <paramref name="Changes"/> is empty.</param>
public sealed record LockResult(LockFile Lock, LockFile? Previous, ImmutableArray<LockChange> Changes)
{
    /// <summary>What is odd about the repositories, and stops nobody.</summary>
    public ImmutableArray<Notice> Notices { get; init; } = [];

    /// <summary>The subject of whoever signed it now; null: nobody did.</summary>
    public string? SignedBy { get; init; }

    /// <summary>A signature lies beside it that is of the lock that was there before.</summary>
    public bool HasVoidSignature { get; init; }

    /// <summary>
    /// Where packages of other names would have done as well; of a lock that follows another one only what was chosen anew. Found when somebody asks: what
    /// an alternative would cost takes a resolution.
    /// </summary>
    public Lazy<ImmutableArray<ProviderChoice>> Choices { get; init; } = new([]);

    /// <summary>Not one byte differs.</summary>
    public bool IsUnchanged => Previous is not null && LockText.Write(Previous) == LockText.Write(Lock);
}

/// <summary>A lock that follows another one.</summary>
public static class Relock
{
    /// <summary>Refuses repositories that went back in time since a lock was made: an old copy hides what was repaired since (TUF specification, 5.3).</summary>
    /// <exception cref="ComposerException">A repository is older than it was (RMD17).</exception>
    public static void RefuseRollback(LockRequest request, RepositorySet repositories)
    {
        if (request.Previous is null || request.AllowsRollback) return;
        foreach (LockedRepository.Metadata before in request.Previous.Repositories.OfType<LockedRepository.Metadata>())
        {
            LockedRepository.Metadata? now = repositories.Repositories.Select(Locker.ToLocked).OfType<LockedRepository.Metadata>()
                .FirstOrDefault(loaded => loaded.IsSamePlace(before));
            if (now is null || now.Repomd == before.Repomd || !IsOlder(now, before)) continue;
            throw new ComposerException(
                RepositoryDiagnostics.Rollback,
                $"repository \"{before.Id}\" went back in time: the lock was made from {Describe(before)}, now it is {Describe(now)}",
                new SourceLocation(before.BaseUrl),
                "an old mirror, or somebody who withholds updates; lock with --allow-rollback if it is meant");
        }
    }

    /// <summary>
    /// Compares a lock with the one before. Where no package moved, repositories stay as they were recorded: that they offer more now is no change. An
    /// update of everything records them anew.
    /// </summary>
    /// <exception cref="ComposerException">A package is older than it was, and that is denied (LCK09); the one before is not signed, and something moves (LCK07).</exception>
    public static LockResult Compare(LockRequest request, LockFile locked, RepositorySet repositories, ImmutableArray<RoleResolution> roles)
    {
        if (request.Previous is not LockFile previous) return new(locked, null, []);
        bool isSamePlaces = previous.Repositories.Select(PlaceOf).SequenceEqual(locked.Repositories.Select(PlaceOf));
        if (!request.Update.IsAll && isSamePlaces && LockChanges.HaveSamePackages(previous, locked))
        {
            locked = locked with { Repositories = [.. previous.Repositories.Zip(locked.Repositories, (before, now) => before with { Signatures = now.Signatures })] };
        }

        ImmutableArray<LockChange> changes = LockChanges.Between(previous, locked, new MoveReasons(previous, request.Update, repositories, roles));
        if (request.DeniesDowngrade && changes.FirstOrDefault(change => change.Kind == LockChangeKind.Downgraded) is LockChange downgrade)
        {
            throw new ComposerException(
                LockDiagnostics.Downgrade, $"{downgrade}", request.Path is string path ? new SourceLocation(path) : null, "the lock stays as it was; without --deny-downgrade it would be written");
        }

        var result = new LockResult(locked, previous, changes);
        return request is { Unsigned: { } unsigned, AllowsRollback: false } && !result.IsUnchanged ? throw NotFollowed(unsigned) : result;
    }

    private static ComposerException NotFollowed(ComposerException unsigned) => new(
        unsigned.Id, $"no other lock follows this one: it {unsigned.Message}", unsigned.Location,
        "it says how old repositories may be: restore the one that was signed, or let this one be signed first;\n  with --allow-rollback it is followed, and what is older than before is no error");

    private static (string Id, string Key, string Place, string Mirrors) PlaceOf(LockedRepository repository) =>
        (repository.Id, repository.ToPlace().Key, repository.Place, repository is LockedRepository.Metadata metadata ? string.Join('\n', metadata.Mirrors) : "");

    /// <summary>By timestamp where both have one, else by revision where both are numbers, as createrepo_c writes them.</summary>
    private static bool IsOlder(LockedRepository.Metadata now, LockedRepository.Metadata before) =>
        now.Timestamp is long after && before.Timestamp is long earlier ? after < earlier : Number(now.Revision) < Number(before.Revision);

    private static long? Number(string revision) => long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string Describe(LockedRepository.Metadata repository) =>
        repository.Timestamp is long timestamp ? $"revision {repository.Revision} of {DateOf(timestamp)}" : $"revision {repository.Revision}";

    /// <summary>In UTC; what no calendar has, as it is.</summary>
    private static string DateOf(long timestamp) => timestamp is >= 0 and <= 253402300799 // the last second of the year 9999
        ? DateTimeOffset.FromUnixTimeSeconds(timestamp).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        : $"{timestamp}";
}

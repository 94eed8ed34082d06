namespace InitrdComposer.Finalize.Sysusers;

/// <summary>A line of sysusers.d(5).</summary>
internal abstract record SysusersLine
{
    private SysusersLine()
    {
    }

    /// <summary>"u" and "u!": a user, and the group of the same name unless another is given.</summary>
    /// <param name="Uid">Null: any free number.</param>
    /// <param name="Gid">The number of a group that must exist.</param>
    /// <param name="GroupName">The name of the primary group.</param>
    /// <param name="OwnerOf">A path whose owner's numbers are wanted.</param>
    /// <param name="IsLocked">"u!" (systemd 257): the account is expired too, not only without a password.</param>
    public sealed record User(
        string Name, uint? Uid, uint? Gid, string? GroupName, string? OwnerOf, string? Description, string? Home, string? Shell, bool IsLocked) : SysusersLine;

    /// <summary>"g".</summary>
    public sealed record Group(string Name, uint? Gid, string? OwnerOf) : SysusersLine;

    /// <summary>"m": puts a user into a group; both are made if need be.</summary>
    public sealed record Member(string UserName, string GroupName) : SysusersLine;

    /// <summary>"r": the numbers that free ones are taken from, both ends among them.</summary>
    public sealed record Range(uint First, uint Last) : SysusersLine;
}

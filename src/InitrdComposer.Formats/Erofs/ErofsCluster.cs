namespace InitrdComposer.Formats.Erofs;

/// <summary>A logical cluster of a compressed file, as its index has it (Linux, fs/erofs/erofs_fs.h, struct z_erofs_lcluster_index).</summary>
/// <param name="Type">Whether an extent begins in it.</param>
/// <param name="Offset">Of a head: where in the cluster its extent begins.</param>
/// <param name="Block">Of a head: the image's block that its extent is in.</param>
/// <param name="BlockCount">Of what is not a head: how many blocks the extent before has; 0: it does not say.</param>
/// <param name="IsBeginning">Of a head: more comes out of its extent than the file has of it.</param>
internal readonly record struct ErofsCluster(ErofsClusterType Type, int Offset, long Block, int BlockCount, bool IsBeginning)
{
    /// <summary>Z_EROFS_LI_D0_CBLKCNT: instead of the distance to its head, a cluster has the blocks of its extent.</summary>
    public const int CountsBlocks = 1 << 11;

    public bool IsHead => Type != ErofsClusterType.Nonhead;
}

/// <summary>Z_EROFS_LCLUSTER_TYPE_*.</summary>
internal enum ErofsClusterType
{
    Plain,
    Head1,
    Nonhead,
    Head2,
}

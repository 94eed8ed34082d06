using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>Something that an image can do, by what is in it.</summary>
/// <param name="Name">"LVM", "systemd-cryptsetup-generator".</param>
/// <param name="Group">"storage", "systemd generator", "enabled unit", ...</param>
/// <param name="EvidenceA">The files of the first image that say so; none: it has not got it.</param>
/// <param name="EvidenceB">Those of the second.</param>
public sealed record ComparedFeature(string Name, string Group, ImmutableArray<RootPath> EvidenceA, ImmutableArray<RootPath> EvidenceB)
{
    public bool IsInA => !EvidenceA.IsEmpty;

    public bool IsInB => !EvidenceB.IsEmpty;
}

/// <summary>A content that an image stores more than once; hard links are one.</summary>
/// <param name="Content">SHA-256.</param>
/// <param name="Size">Of one of them, in bytes.</param>
/// <param name="A">Where the first image has it, a path for each time that it is stored; none where it has it once or not at all.</param>
/// <param name="B">The same of the second.</param>
public sealed record DuplicateContent(Digest Content, long Size, ImmutableArray<RootPath> A, ImmutableArray<RootPath> B)
{
    /// <summary>Unpacked bytes that the first image would do without.</summary>
    public long WastedInA => Wasted(A);

    /// <summary>The same of the second.</summary>
    public long WastedInB => Wasted(B);

    private long Wasted(ImmutableArray<RootPath> paths) => Math.Max(paths.Length - 1, 0) * Size;
}

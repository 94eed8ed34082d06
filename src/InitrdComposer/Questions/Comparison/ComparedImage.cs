using System.Collections.Immutable;
using InitrdComposer.Attribution;
using InitrdComposer.Diagnostics;
using InitrdComposer.Images;

namespace InitrdComposer.Questions.Comparison;

/// <summary>One of the images of a comparison.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Kind">What it is, in words: "initrd", "UKI".</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Total">Its regular files added up.</param>
/// <param name="Parts">What it is made of, in the order in which it is stored.</param>
/// <param name="Coverage">How many of its bytes somebody knows whose they are.</param>
/// <param name="IsStoredEstimated">Some of the stored sizes are shares by ratio, not by blocks.</param>
/// <param name="Damage">Why it was not read to its end; null: it was.</param>
public sealed record ComparedImage(
    string Name, string Kind, long Length, SizeTotal Total, ImmutableArray<ImagePart> Parts, Coverage Coverage, bool IsStoredEstimated, ComposerException? Damage);

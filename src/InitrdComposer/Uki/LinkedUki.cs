using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Uki;

/// <summary>A UKI that was written.</summary>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Sections">All sections, those of the stub first.</param>
/// <param name="Notices">What differs from what ukify would have done, and what it would have said.</param>
public sealed record LinkedUki(long Length, ImmutableArray<UkiSection> Sections, ImmutableArray<Notice> Notices);

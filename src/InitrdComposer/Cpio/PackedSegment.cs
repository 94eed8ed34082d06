using InitrdComposer.Formats.IO;

namespace InitrdComposer.Cpio;

/// <summary>A segment's bytes.</summary>
/// <param name="Bytes">As they will stand in an initrd, without padding.</param>
/// <param name="IsNew">It was packed now; otherwise an earlier build's bytes are used.</param>
public sealed record PackedSegment(Segment Segment, PositionalSource Bytes, bool IsNew);

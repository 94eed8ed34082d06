namespace InitrdComposer.Formats.Newc;

/// <summary>An entry of an archive.</summary>
/// <param name="Name">As it is in the archive, without NUL.</param>
/// <param name="Offset">Where the header begins.</param>
/// <param name="Content">The data, valid until the next entry is asked for; what is not read is skipped.</param>
public readonly record struct NewcEntry(NewcHeader Header, ReadOnlyMemory<byte> Name, long Offset, Stream Content);

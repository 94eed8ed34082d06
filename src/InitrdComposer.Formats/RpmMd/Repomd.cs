using System.Collections.Immutable;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>repomd.xml: the index of a repository's metadata, each part with its digest.</summary>
/// <param name="Revision">Any text, most often seconds since 1970; empty when absent.</param>
/// <param name="Data">In the document's order, of every type.</param>
public sealed record Repomd(string Revision, ImmutableArray<RepomdData> Data)
{
    /// <summary>The part of a type that this tool reads, of which there is at most one.</summary>
    public RepomdData? Find(string type) => Data.FirstOrDefault(data => data.Type == type);
}

/// <summary>One <c>&lt;data&gt;</c> element.</summary>
/// <param name="Type">"primary", "primary_db", "filelists", ...</param>
/// <param name="Location">Path below the repository's base URL, as written: not yet checked.</param>
/// <param name="LocationBase">xml:base of the location, or null.</param>
/// <param name="Checksum">Of the file as it is.</param>
/// <param name="OpenChecksum">Of the file decompressed.</param>
/// <param name="Size">Of the file as it is, in bytes.</param>
/// <param name="OpenSize">Decompressed, in bytes.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="Position">Of the <c>&lt;location&gt;</c> element, for what is found wrong later.</param>
public sealed record RepomdData(
    string Type, string Location, string? LocationBase, Digest Checksum, Digest? OpenChecksum, long? Size, long? OpenSize, long? Timestamp,
    DataPosition Position);

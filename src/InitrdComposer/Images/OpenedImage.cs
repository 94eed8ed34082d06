using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>An image of any maker, its headers and digests read: what it is made of, and the files that a machine finds that starts from it.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Kind">What it is, in words: "initrd", "UKI", "disk image".</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Parts">In the order in which they are stored.</param>
/// <param name="Tree">What is there when all parts are unpacked one over the other: of a path that is there twice the last one counts. Contents are <see cref="ImageContent"/>s.</param>
/// <param name="Damage">Why the image was not read to its end; what was read before it is in the tree. Null: all of it was read.</param>
public sealed record OpenedImage(string Path, string Kind, long Length, ImmutableArray<ImagePart> Parts, RootTree Tree, ComposerException? Damage);

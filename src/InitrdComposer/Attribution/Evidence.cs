namespace InitrdComposer.Attribution;

/// <summary>By what a file of an image is said to be of a package; the surest first.</summary>
public enum Evidence
{
    /// <summary>The package has the same content at the same path; of a symbolic link, the same target.</summary>
    ContentAndPath,

    /// <summary>The package has the same content at another path: whoever made the image moved or renamed it.</summary>
    Content,

    /// <summary>The package has a file of the same path and length, and a digest in another algorithm.</summary>
    PathAndLength,

    /// <summary>The package has a file of this path with a compressor's suffix: whoever made the image decompressed it.</summary>
    CompressedPath,

    /// <summary>The package has another content at the same path: stripped, edited, made anew.</summary>
    Path,
}

using InitrdComposer.Formats.IO;

namespace InitrdComposer.Tree;

/// <summary>Where the bytes of a tree's files are read from. Thread-safe.</summary>
public interface IContents
{
    /// <summary>The bytes; valid as long as this object is not disposed.</summary>
    PositionalSource Open(FileContent content);
}

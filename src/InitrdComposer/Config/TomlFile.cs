using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config;

/// <summary>The bytes of a text file that is read whole: a recipe, a lock.</summary>
internal static class TomlFile
{
    /// <exception cref="ComposerException">Missing, unreadable, or no regular file.</exception>
    /// <exception cref="MalformedDataException">Longer than the limit.</exception>
    public static byte[] Read(Disk disk, string path, TomlLimits limits)
    {
        using FileSource file = FileSource.Open(disk, path);
        using var limited = new LimitedStream(file.OpenStream(), limits.MaxBytes, "toml", TomlField.Size);
        using var content = new MemoryStream();
        limited.CopyTo(content);
        return content.ToArray();
    }
}

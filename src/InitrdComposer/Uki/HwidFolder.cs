using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.SystemdStub;

namespace InitrdComposer.Uki;

/// <summary>A folder of JSON files as the content of .hwids.</summary>
public static class HwidFolder
{
    private const string Suffix = ".json";

    /// <summary>Reads all *.json below a folder, in the order of their paths.</summary>
    /// <exception cref="ComposerException">There are none, or one is no description of a device.</exception>
    public static PositionalSource Read(Disk disk, string folder)
    {
        string[] files;
        try
        {
            files = [.. disk.Below(folder).Where(entry => entry.Path.EndsWith(Suffix, StringComparison.Ordinal) && !entry.Status.IsFolder).Select(entry => entry.Path)];
        }
        catch (IOException e)
        {
            throw LocalFailure.Of(folder, "list", e);
        }

        if (files.Length == 0) throw new ComposerException(UkiErrors.BadPart, $"got no file *{Suffix}, expected descriptions of devices", new SourceLocation(folder));
        return PositionalSource.OfBytes(HwidTable.Write(files.Select(file => Read(file, FileSource.ReadAllBytes(disk, file, HwidJson.MaxLength)))));
    }

    private static HwidDevice Read(string file, byte[] json)
    {
        try
        {
            return HwidJson.Read(json);
        }
        catch (MalformedDataException e)
        {
            throw ComposerException.Malformed(UkiErrors.BadPart, file, e);
        }
    }
}

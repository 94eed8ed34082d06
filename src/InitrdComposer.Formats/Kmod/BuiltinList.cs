using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>modules.builtin: the paths that modules would have if they were not built in, a line each (written by the kernel build).</summary>
public static class BuiltinList
{
    /// <summary>The text of the file.</summary>
    /// <exception cref="MalformedDataException">A line is no path that an index can hold.</exception>
    public static string Read(ReadOnlySpan<byte> file)
    {
        string text = Encoding.Latin1.GetString(file);
        int line = 1;
        foreach (string path in text.Split('\n')) IndexText.Require("modules.builtin", DataPosition.AtLine(line++, 1), "path", path, isLine: false);
        return text;
    }
}

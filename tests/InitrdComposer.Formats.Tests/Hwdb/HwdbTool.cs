using System.Text;
using InitrdComposer.Formats.Hwdb;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Hwdb;

/// <summary>What systemd-hwdb makes of a folder of files, and what is made of the same files here.</summary>
internal sealed class HwdbTool : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly Tool _tool = Tool.Require("systemd-hwdb", "udev");

    /// <param name="files">By path below the root; of those in /etc and /usr/lib the order is systemd's.</param>
    public HwdbTool(IEnumerable<(string Path, byte[] Text)> files)
    {
        // Where Debian's systemd 252 has its folder.
        Directory.CreateDirectory(_root["usr/lib/udev/hwdb.d"]);
        Directory.CreateSymbolicLink(_root["lib"], "usr/lib");
        foreach ((string path, byte[] text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
            File.WriteAllBytes(_root[path], text);
        }
    }

    public void Dispose() => _root.Dispose();

    /// <returns>Its hwdb.bin, null where it makes none; and the lines that it warns of, as FILE:LINE, a line each.</returns>
    public (byte[]? File, string[] Warned) Update()
    {
        ToolResult result = _tool.Start(null, new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C" }, $"--root={_root.Path}", "--usr", "--strict", "update");
        Assert.Equal(0, result.ExitCode);
        string written = _root["usr/lib/udev/hwdb.bin"];
        return (File.Exists(written) ? File.ReadAllBytes(written) : null, [.. result.Error.Split('\n').Where(line => line.StartsWith('/')).Select(PlaceOf)]);
    }

    /// <summary>The same of the writer. Like systemd up to 257 it names files with the root in front.</summary>
    /// <param name="paths">In systemd's order.</param>
    /// <param name="like">Whose version is taken over.</param>
    public (byte[] File, string[] Warned) Write(IEnumerable<string> paths, byte[] like)
    {
        var warned = new List<string>();
        HwdbSource[] sources = [.. paths.Select(path => new HwdbSource(Encoding.UTF8.GetBytes(_root[path]), File.ReadAllBytes(_root[path])))];
        byte[] file = HwdbWriter.Write(
            sources, HwdbHeader.Read(like).ToolVersion, (source, warning) => warned.Add($"{Encoding.UTF8.GetString(source.Path.Span)}:{warning.Line}"));
        return (file, [.. warned]);
    }

    private static string PlaceOf(string line) => string.Join(':', line.Split(':')[..2]);
}

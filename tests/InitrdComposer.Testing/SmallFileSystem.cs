using Xunit;

namespace InitrdComposer.Testing;

/// <summary>A tmpfs of a few pages, mounted for one test: a really full disk. Needs root; skipped by name without.</summary>
public sealed class SmallFileSystem : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Tool _unmount = Tool.Require("umount", "mount");

    public SmallFileSystem(string options)
    {
        ToolResult result = Tool.Require("mount", "mount").Start(null, null, "-t", "tmpfs", "-o", options, "initrd-composer-test", _folder.Path);
        if (result.ExitCode == 0) return;
        _folder.Dispose();
        Assert.Skip($"cannot mount a tmpfs (needs root): {result.Error.Trim()}");
    }

    public string this[string name] => _folder[name];

    public string Path => _folder.Path;

    public void MakeReadOnly() => Tool.Require("mount", "mount").Run("-o", "remount,ro", _folder.Path);

    public void Dispose()
    {
        _unmount.Run(_folder.Path);
        _folder.Dispose();
    }
}

using System.Diagnostics;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>A headless Chromium of a test's own, with a profile that goes with it, told what to do by the DevTools protocol.</summary>
internal sealed class Chromium : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _profile = new();
    private readonly Process _process;
    private readonly DevTools _devTools;

    private Chromium(Tool chromium)
    {
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage",
            "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank",
        ];
        _process = Process.Start(new ProcessStartInfo(chromium.Path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _devTools = DevTools.Connect(Address());
    }

    /// <summary>The test is skipped by name where there is none.</summary>
    public static Chromium Start() => new(Tool.Require("chromium", "chromium"));

    /// <summary>Opens a file in a page of its own.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="isDark">What the system prefers.</param>
    public BrowserPage Open(string path, int width = 1400, bool isDark = false) => BrowserPage.Open(_devTools, path, width, isDark);

    public void Dispose()
    {
        _devTools.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _profile.Dispose();
    }

    /// <summary>Chromium leaves the port that it chose, and the path of its socket, in its profile.</summary>
    private Uri Address()
    {
        string file = _profile["DevToolsActivePort"];
        string[] lines = [];
        bool isThere = SpinWait.SpinUntil(() => _process.HasExited || (File.Exists(file) && (lines = File.ReadAllLines(file)).Length == 2), Patience);
        if (!isThere || _process.HasExited) throw new InvalidOperationException("chromium did not start");
        return new($"ws://127.0.0.1:{lines[0]}{lines[1]}");
    }
}

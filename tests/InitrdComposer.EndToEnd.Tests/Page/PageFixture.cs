using InitrdComposer.Cli.Page;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>One browser for the tests of a class, started when the first of them needs it.</summary>
public sealed class PageFixture : IDisposable
{
    private readonly TempFolder _folder = new();
    private Chromium? _chromium;
    private int _written;

    /// <summary>Writes the page of a document and opens it.</summary>
    internal BrowserPage Open(ReportDocument document, int width = 1400, bool isDark = false)
    {
        _chromium ??= Chromium.Start();
        string path = _folder[$"{_written++}.html"];
        using (FileStream file = File.Create(path)) HtmlPage.Write(file, document.Write);
        return _chromium.Open(path, width, isDark);
    }

    public void Dispose()
    {
        _chromium?.Dispose();
        _folder.Dispose();
    }
}

using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Terminal;

/// <summary>One line on the terminal that says what is being done; nothing at all when standard error is no terminal.</summary>
internal sealed class ProgressLine(bool isSilent) : IProgress<ComposerProgress>, IDisposable
{
    private const string EraseLine = "\r\u001b[K";

    private readonly bool _isShown = !isSilent && !Console.IsErrorRedirected;

    public void Report(ComposerProgress value)
    {
        if (_isShown) Console.Error.Write($"{EraseLine}{value.Stage}{(value.Total > 0 ? $" {value.Done}/{value.Total}" : "")}");
    }

    public void Dispose()
    {
        if (_isShown) Console.Error.Write(EraseLine);
    }
}

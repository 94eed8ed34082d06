namespace InitrdComposer.Diagnostics;

/// <summary>Tells at once, on the thread that reports: what <see cref="Progress{T}"/> posts may come after the next stage's own report.</summary>
public sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}

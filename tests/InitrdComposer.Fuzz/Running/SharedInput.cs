using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace InitrdComposer.Fuzz.Running;

/// <summary>
/// A file in memory that both processes see: how many inputs were given to the reader, and the one that it has now. It outlives the reader's process, however that ends.
/// </summary>
internal sealed unsafe class SharedInput : IDisposable
{
    private const int MaxInput = 1 << 20;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _memory;

    /// <param name="path">Made when it is not there.</param>
    public SharedInput(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, sizeof(Head) + MaxInput);
        _view = _file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _memory);
    }

    /// <summary>Inputs that were given, the present one among them.</summary>
    public long Executions => Volatile.Read(ref HeadRef.Executions);

    /// <summary>Whether the reader has an input now.</summary>
    public bool IsRunning => Volatile.Read(ref HeadRef.IsRunning) != 0;

    /// <summary>The present input.</summary>
    public byte[] Input => new Span<byte>(_memory + sizeof(Head), HeadRef.Length).ToArray();

    private ref Head HeadRef => ref *(Head*)_memory;

    public void Begin(ReadOnlySpan<byte> input)
    {
        input.CopyTo(new Span<byte>(_memory + sizeof(Head), MaxInput));
        HeadRef.Length = input.Length;
        Volatile.Write(ref HeadRef.Executions, HeadRef.Executions + 1);
        Volatile.Write(ref HeadRef.IsRunning, 1);
    }

    public void End() => Volatile.Write(ref HeadRef.IsRunning, 0);

    public void Reset() => HeadRef = default;

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Head
    {
        public long Executions;
        public int IsRunning;
        public int Length;
    }
}

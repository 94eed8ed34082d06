using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Fuzz.Mutation;

namespace InitrdComposer.Fuzz;

/// <summary>A reader of what others wrote, and what is given to it.</summary>
/// <param name="Name">As the command line and the corpus' folder have it.</param>
/// <param name="What">That is read, in words.</param>
/// <param name="Run">Reads an input whole: every answer that can be asked for. A reader that does right returns or throws what <see cref="IsRight"/> knows.</param>
/// <param name="Seeds">Sound inputs, and some that are nearly so: made by the project's own writers, or fixtures.</param>
internal sealed record Target(string Name, string What, Action<ReadOnlyMemory<byte>> Run, Func<IEnumerable<byte[]>> Seeds)
{
    private const int DefaultMaxLength = 64 << 10;

    public Structure Structure { get; init; } = Structure.None;

    public TextForm Text { get; init; }

    /// <summary>Words of the format.</summary>
    public ImmutableArray<byte[]> Dictionary { get; init; } = [];

    /// <summary>Bytes of the longest input.</summary>
    public int MaxLength { get; init; } = DefaultMaxLength;

    /// <summary>How the reader says that an input is malformed.</summary>
    public Func<Exception, bool> IsRight { get; init; } = exception => exception is MalformedDataException;

    /// <summary>For readers of the core, which know whom they speak to.</summary>
    public static bool IsDiagnosed(Exception exception) => exception is ComposerException { Id.Area.Length: 3 };

    public static ImmutableArray<byte[]> Words(params ReadOnlySpan<string> words)
    {
        var bytes = ImmutableArray.CreateBuilder<byte[]>(words.Length);
        foreach (string word in words) bytes.Add(Encoding.Latin1.GetBytes(word));
        return bytes.MoveToImmutable();
    }
}

using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Cli.Terminal;

/// <summary>
/// Standard output and standard error. What cannot be written to the first is a failure of the run, for somebody waits for it; that nobody hears the
/// second changes nothing.
/// </summary>
internal static class StandardStreams
{
    private const int OutputNumber = 1;
    private const int ErrorNumber = 2;

    /// <summary>Where a message says that standard output is.</summary>
    private const string OutputName = "standard output";

    /// <summary>What <see cref="Console"/> writes goes through here from now on.</summary>
    public static void Take()
    {
        Console.SetError(WriterOf(new DescriptorStream(ErrorNumber, static _ => { })));
        Console.SetOut(WriterOf(OpenOutput()));
    }

    /// <summary>Standard output, for bytes.</summary>
    /// <remarks>Its failures are <see cref="ComposerException"/>s.</remarks>
    public static Stream OpenOutput() => new DescriptorStream(
        OutputNumber,
        static reason => throw new ComposerException(LocalFailure.Other, $"cannot write: {reason}", new SourceLocation(OutputName), "to have nothing printed: > /dev/null"));

    private static StreamWriter WriterOf(Stream stream) => new(stream, Console.OutputEncoding) { AutoFlush = true };
}

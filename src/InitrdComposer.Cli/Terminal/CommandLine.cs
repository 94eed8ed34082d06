using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Parses, runs a verb, and turns whatever happens into one error form and one exit code.</summary>
internal static class CommandLine
{
    private static readonly DiagnosticId BadCommandLine = new("CLI", 1, FailureKind.Usage);
    private static readonly DiagnosticId MissingLibrary = new("CLI", 2, FailureKind.LocalIO);
    private static readonly DiagnosticId OutOfMemory = new("CLI", 3, FailureKind.LocalIO);
    private static readonly DiagnosticId MissingPart = new("CLI", 4, FailureKind.LocalIO);

    /// <summary>128 + the signal's number, as shells report it.</summary>
    private const int HungUp = 129;
    private const int Interrupted = 130;
    private const int Terminated = 143;
    private const int InternalBug = 70;

    /// <summary>Its default is to die at a write beyond the limit of a file's size; without it the write fails with EFBIG, which names the file.</summary>
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    /// <summary>Never disposed: a signal that comes with the end is handled after it.</summary>
    private static readonly CancellationTokenSource Stopping = new();

    /// <summary>"@core" is a group of packages, no file of further arguments.</summary>
    private static readonly ParserConfiguration Literally = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction help } option) option.Action = new HelpWithExamples(help);

        StandardStreams.Take();
        ParseResult parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments, Literally);
        var errors = new ErrorReport(parsed.GetValue(GlobalOptions.Json), parsed.GetValue(GlobalOptions.Debug));
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            ComposerException mistake = MistakeOf(parsed);
            errors.Print(mistake);
            return ExitCodeOf(mistake, signal: null);
        }

        PosixSignal? signal = null;
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            signal = context.Signal;
            Stopping.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using PosixSignalRegistration fileSize = PosixSignalRegistration.Create(FileSizeExceeded, context => context.Cancel = true);
        try
        {
            // Our own handling of exceptions and signals replaces the library's.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, Stopping.Token);
        }
        catch (Exception error) when (!System.Diagnostics.Debugger.IsAttached)
        {
            Exception known = KnownOf(error);
            if (known is not OperationCanceledException) errors.Print(known);
            return ExitCodeOf(known, signal);
        }
    }

    /// <summary>What the machine lacks, said as such; anything else as it is.</summary>
    private static Exception KnownOf(Exception error) => (error, error.GetBaseException()) switch
    {
        (ComposerException, _) => error,
        (_, MissingLibraryException missing) => new ComposerException(MissingLibrary, missing.Message, cause: error),
        (_, OutOfMemoryException) => new ComposerException(OutOfMemory, "not enough memory", hint: "raise the limit of memory (ulimit -v, DOTNET_GCHeapHardLimit), or lower initrd.level", cause: error),
        (_, FileNotFoundException { FileName: string assembly }) when assembly.Contains(", Version=", StringComparison.Ordinal) => Unloadable(error),
        (_, FileLoadException or DllNotFoundException or BadImageFormatException) => Unloadable(error),
        _ => error,
    };

    private static ComposerException Unloadable(Exception error) => new(
        MissingPart, $"a part of the program cannot be loaded: {error.GetBaseException().Message}", hint: "raise the limit of open files (ulimit -n), or install it anew", cause: error);

    private static ComposerException MistakeOf(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string name = string.Join(' ', command.Parents.OfType<Command>().Reverse().Append(command).Select(part => part.Name));
        string help = $"`{name} --help` shows usage and examples";
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [string verb, ..] && !verb.StartsWith('-'))
        {
            string? near = Spelling.Closest(verb, command.Subcommands.Select(known => known.Name));
            return new(BadCommandLine, $"{name} has no verb {verb}", hint: near is null ? help : $"did you mean {near}?");
        }

        // An option that takes any number of words takes the argument as well.
        bool isSwallowed = command.Arguments.Any(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        Option? greedy = command.Options.FirstOrDefault(option => option.Arity.MinimumNumberOfValues == 0 && option.Arity.MaximumNumberOfValues > 1 && parsed.GetResult(option) is { Tokens.Count: > 0 });
        string usage = string.Join(' ', command.Arguments.Select(argument => argument.Name));
        return new(
            BadCommandLine, string.Join(" ", parsed.Errors.Select(error => error.Message)),
            hint: isSwallowed && greedy is not null ? $"{greedy.Name} takes every word behind it: write {name} {usage} {greedy.Name} ..." : help);
    }

    private static int ExitCodeOf(Exception error, PosixSignal? signal) => error switch
    {
        OperationCanceledException when signal is PosixSignal.SIGTERM => Terminated,
        OperationCanceledException when signal is PosixSignal.SIGHUP => HungUp,
        OperationCanceledException => Interrupted,
        ComposerException composer => (int)composer.Id.Kind,
        _ => InternalBug,
    };
}

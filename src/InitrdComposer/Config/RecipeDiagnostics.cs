using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config;

/// <summary>What can be wrong with a recipe. All of it is the user's to mend: exit code 2.</summary>
public static class RecipeDiagnostics
{
    public static DiagnosticId Limit { get; } = Usage(1);

    public static DiagnosticId DuplicateDefinition { get; } = Usage(2);

    public static DiagnosticId UnknownKey { get; } = Usage(3);

    /// <summary>A file that is included goes round, or is none of the project's.</summary>
    public static DiagnosticId Include { get; } = Usage(4);

    /// <summary>A folder of the host outside the recipe's own.</summary>
    public static DiagnosticId HostPath { get; } = Usage(5);

    /// <summary>A value that depends on the environment of the run.</summary>
    public static DiagnosticId Environment { get; } = Usage(7);

    public static DiagnosticId Encoding { get; } = Usage(8);

    public static DiagnosticId SourceDateEpoch { get; } = Usage(9);

    /// <summary>A name that is taken, or that cannot name a file.</summary>
    public static DiagnosticId Name { get; } = Usage(10);

    public static DiagnosticId CommandLine { get; } = Usage(11);

    /// <summary>An option of mkosi's that has no counterpart here.</summary>
    public static DiagnosticId Unsupported { get; } = Usage(12);

    public static DiagnosticId Syntax { get; } = Usage(13);

    public static DiagnosticId WrongType { get; } = Usage(20);

    public static DiagnosticId Missing { get; } = Usage(21);

    public static DiagnosticId MinimumVersion { get; } = Usage(22);

    public static DiagnosticId Path { get; } = Usage(23);

    public static DiagnosticId Pattern { get; } = Usage(24);

    public static DiagnosticId BaseUrl { get; } = Usage(25);

    /// <summary>A value outside what the setting may be.</summary>
    public static DiagnosticId Value { get; } = Usage(26);

    /// <summary>Settings that do not go together.</summary>
    public static DiagnosticId Contradiction { get; } = Usage(27);

    /// <summary>A profile that nobody defines.</summary>
    public static DiagnosticId Profile { get; } = Usage(28);

    /// <summary>A change on the command line that its setting cannot take.</summary>
    public static DiagnosticId Override { get; } = Usage(29);

    /// <summary>An [Assert] of a drop-in that does not hold.</summary>
    public static DiagnosticId Assertion { get; } = Usage(30);

    /// <summary>A variable of a .repo file that nobody defines, or whose value could change more than a part of a path.</summary>
    public static DiagnosticId Variable { get; } = new("MIR", 19, FailureKind.Usage);

    /// <summary>Only said: an option of a .repo file that means something else here.</summary>
    public static DiagnosticId RepositoryOption { get; } = Usage(31);

    /// <summary>A list of a machine's modules that is none.</summary>
    public static DiagnosticId HostModules { get; } = Usage(40);

    private static DiagnosticId Usage(int number) => new("CFG", number, FailureKind.Usage);
}

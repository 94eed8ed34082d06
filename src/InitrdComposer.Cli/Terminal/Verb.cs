using System.CommandLine;

namespace InitrdComposer.Cli.Terminal;

/// <summary>A command with examples in its help.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public string[] Examples { get; } = examples;
}

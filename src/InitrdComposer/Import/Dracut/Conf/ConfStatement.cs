using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>A command of a file that dracut sources.</summary>
internal abstract record ConfStatement(SourceLocation Place);

/// <summary>NAME=value, NAME+=value.</summary>
/// <param name="Place">Of the name.</param>
internal sealed record ConfAssignment(string Name, bool Appends, ImmutableArray<ConfPiece> Value, SourceLocation Place) : ConfStatement(Place);

/// <summary>export NAME=value ...: a command, whose words are expanded before it assigns any.</summary>
internal sealed record ConfExport(ImmutableArray<ConfAssignment> Assignments, SourceLocation Place) : ConfStatement(Place);

/// <summary>Anything else: it is not run, so nobody knows what it does.</summary>
/// <param name="Text">Its beginning, printable.</param>
/// <param name="Why">What kind of code it is.</param>
/// <param name="Names">Variables that it assigns, as far as can be seen.</param>
internal sealed record ConfShellCode(string Text, string Why, ImmutableArray<string> Names, SourceLocation Place) : ConfStatement(Place);

/// <summary>A part of a value.</summary>
/// <param name="Text">What it stands for, without quotes; of a variable the name.</param>
internal readonly record struct ConfPiece(string Text, bool IsVariable, SourceLocation Place);

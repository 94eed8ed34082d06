using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>A word of a file that names files of its image.</summary>
/// <param name="Word">As it stands there.</param>
/// <param name="Files">What it names: one file or link, those of a folder, or what a pattern matches. Physical paths.</param>
internal sealed record Mention(string Word, ImmutableArray<RootPath> Files);

using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>That one file of an image refers to another.</summary>
/// <param name="From">Physical path; null: the kernel, or a program by what it looks for.</param>
/// <param name="To">Physical path of a file or of a link.</param>
/// <param name="Text">How, in a few words: "DT_NEEDED libz.so.1", "ExecStart=/usr/bin/true".</param>
public sealed record Reference(RootPath? From, RootPath To, ReferenceKind Kind, string Text);

using System.Collections.Immutable;
using InitrdComposer.Libraries;

namespace InitrdComposer.Questions.References;

/// <summary>What was read of a file as the image passed.</summary>
/// <param name="Needs">Of a program, library or script.</param>
/// <param name="Constants">What a program's constants name.</param>
/// <param name="Text">Of a script or of configuration; null: it is none, or longer than any.</param>
/// <param name="Module">Of a kernel module; null: it is none.</param>
internal sealed record FileFacts(FileNeeds Needs, ImmutableArray<Mention> Constants, ReadOnlyMemory<byte>? Text, ModuleFacts? Module)
{
    public static FileFacts None { get; } = new(FileNeeds.Nothing, [], null, null);
}

/// <summary>What a kernel module asks for.</summary>
/// <param name="Depends">Modules whose symbols it uses.</param>
/// <param name="Soft">"softdep" and "weakdep": names or aliases.</param>
/// <param name="Firmware">Below /usr/lib/firmware; globs may be among them.</param>
internal sealed record ModuleFacts(ImmutableArray<string> Depends, ImmutableArray<string> Soft, ImmutableArray<string> Firmware);

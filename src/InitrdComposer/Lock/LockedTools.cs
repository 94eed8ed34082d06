using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Lock;

/// <summary>The tools of this process that a build's bytes depend on.</summary>
public static class LockedTools
{
    /// <summary>This program, and the library that encodes what the recipe asks for.</summary>
    public static ImmutableArray<LockedTool> Of(Recipe recipe) =>
    [
        new("initrd-composer", typeof(LockedTools).Assembly.GetName().Version!.ToString(3)),
        .. EncoderOf(recipe).Library is string library ? [Tool(library)] : (LockedTool[])[],
    ];

    /// <summary>Tools of which the lock has another version than this process: its bytes may not be those of whoever locked.</summary>
    public static ImmutableArray<Notice> Differences(LockFile locked, Recipe recipe) =>
    [
        .. from tool in Of(recipe)
           from before in locked.Tools
           where before.Name == tool.Name && before.Version != tool.Version
           select new Notice(LockDiagnostics.Tool, $"{tool.Name}: got {tool.Version}, the lock was made with {before.Version}: bytes may differ"),
    ];

    /// <param name="locked">The lock.</param>
    /// <param name="recipe">The recipe that is to be built.</param>
    /// <param name="path">The lock's own file, for the message.</param>
    /// <param name="command">What makes the lock anew, for the hint.</param>
    /// <exception cref="ComposerException">A tool has another version than the lock's (LCK11).</exception>
    public static void Require(LockFile locked, Recipe recipe, string path, string command)
    {
        if (Differences(locked, recipe) is not [Notice difference, ..]) return;
        throw new ComposerException(
            difference.Id, difference.Message, new SourceLocation(path), $"use that version, accept this one with --accept-tools, or run: {command}");
    }

    private static Compressor EncoderOf(Recipe recipe) => recipe.Extension is ExtensionSettings extension ? Compressor.Of(extension.Compression, extension.Level) : recipe.Initrd.Encoder;

    private static LockedTool Tool(string nameAndVersion) =>
        nameAndVersion.Split(' ', 2) is [string name, string version] ? new(name, version) : new(nameAndVersion, "unknown");
}

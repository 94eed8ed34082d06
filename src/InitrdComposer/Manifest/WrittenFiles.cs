using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Modules;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>Why the files of one image of an output folder are in it, as manifest.json has it.</summary>
/// <param name="Files">By path.</param>
/// <param name="Modules">Kernel modules, by path.</param>
public sealed record WrittenFiles(FrozenDictionary<RootPath, WrittenFile> Files, FrozenDictionary<RootPath, WrittenModule> Modules)
{
    /// <param name="folder">The output folder of `build`.</param>
    /// <param name="image">By its name.</param>
    /// <exception cref="ComposerException">The manifest is none that a build wrote (MAN01).</exception>
    public static WrittenFiles Read(Disk disk, string folder, string image)
    {
        string path = Path.Combine(folder, ImageManifest.FileName);
        try
        {
            using JsonDocument json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, path, Array.MaxLength));
            JsonElement found = json.RootElement.GetProperty("images").EnumerateArray().First(one => one.GetProperty("name").GetString() == image);
            return new(
                found.GetProperty("files").EnumerateArray().Select(FileOf).ToFrozenDictionary(file => file.Path),
                found.GetProperty("modules").EnumerateArray().Select(ModuleOf).ToFrozenDictionary(module => module.Path));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw new ComposerException(WrittenManifest.Malformed, $"this is no manifest of a build: {e.Message}", new SourceLocation(path), "build again", e);
        }
    }

    private static WrittenFile FileOf(JsonElement file) => new(
        PathOf(file),
        Text(file, "package") is string package ? new WrittenOrigin.Package(package)
        : Text(file, "extraTree") is string tree ? new WrittenOrigin.ExtraTree(tree)
        : Text(file, "kernelDirectory") is string kernel ? new WrittenOrigin.KernelDirectory(kernel)
        : new WrittenOrigin.Generated(Text(file, "generatedBy") ?? throw new FormatException("a file does not say why it is there")));

    private static WrittenModule ModuleOf(JsonElement module) => new(
        PathOf(module), Text(module, "name") ?? throw new FormatException("a module has no name"), Text(module, "pattern"), Text(module, "neededBy"),
        Text(module, "kind") is string kind ? Enum.Parse<ModuleDependencyKind>(kind, ignoreCase: true) : null);

    private static RootPath PathOf(JsonElement item) => RootPath.Of(Encoding.UTF8.GetBytes(Text(item, "path") ?? throw new FormatException("an entry has no path")));

    private static string? Text(JsonElement item, string key) => item.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;
}

/// <summary>A file of an image.</summary>
public sealed record WrittenFile(RootPath Path, WrittenOrigin Origin);

/// <summary>What brought a file into an image.</summary>
public abstract record WrittenOrigin
{
    private WrittenOrigin()
    {
    }

    /// <param name="Nevra">As the lock has it.</param>
    public sealed record Package(string Nevra) : WrittenOrigin;

    /// <param name="Folder">As the recipe has it.</param>
    public sealed record ExtraTree(string Folder) : WrittenOrigin;

    /// <param name="Folder">As the recipe has it.</param>
    public sealed record KernelDirectory(string Folder) : WrittenOrigin;

    /// <param name="Stage">Of the build: "depmod", "presets".</param>
    public sealed record Generated(string Stage) : WrittenOrigin;
}

/// <summary>A kernel module of an image.</summary>
/// <param name="Pattern">Of the recipe, which chose it; null: another module did.</param>
/// <param name="NeededBy">That module's name.</param>
/// <param name="Kind">How that one wants it.</param>
public sealed record WrittenModule(RootPath Path, string Name, string? Pattern, string? NeededBy, ModuleDependencyKind? Kind);

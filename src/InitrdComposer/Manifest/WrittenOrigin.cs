using System.Text.Json;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>What brought a file into an image, as JSON has it: one key, which says of what kind it is, and its name.</summary>
public abstract record WrittenOrigin
{
    private const string PackageKey = "package", ExtraTreeKey = "extraTree", KernelDirectoryKey = "kernelDirectory", GeneratedKey = "generatedBy";

    private WrittenOrigin()
    {
    }

    /// <summary>Its key and what stands there.</summary>
    private protected abstract (string Key, string Name) Entry { get; }

    public static WrittenOrigin Of(Origin origin) => origin switch
    {
        Origin.Package package => new Package(package.Nevra.ToString()),
        Origin.ExtraTree tree => new ExtraTree(tree.Folder),
        Origin.KernelFolder kernel => new KernelDirectory(kernel.Folder),
        Origin.Generated generated => new Generated(generated.Stage),
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    /// <exception cref="FormatException">It has none.</exception>
    internal static WrittenOrigin Read(JsonElement file) =>
        file.Text(PackageKey) is string package ? new Package(package)
        : file.Text(ExtraTreeKey) is string tree ? new ExtraTree(tree)
        : file.Text(KernelDirectoryKey) is string kernel ? new KernelDirectory(kernel)
        : new Generated(file.Text(GeneratedKey) ?? throw new FormatException("a file does not say why it is there"));

    /// <summary>Writes it as a property of an object.</summary>
    public void Write(Utf8JsonWriter json) => json.WriteString(Entry.Key, Entry.Name);

    /// <param name="Nevra">As the lock has it.</param>
    public sealed record Package(string Nevra) : WrittenOrigin
    {
        private protected override (string Key, string Name) Entry => (PackageKey, Nevra);
    }

    /// <param name="Folder">As the recipe has it.</param>
    public sealed record ExtraTree(string Folder) : WrittenOrigin
    {
        private protected override (string Key, string Name) Entry => (ExtraTreeKey, Folder);
    }

    /// <param name="Folder">As the recipe has it.</param>
    public sealed record KernelDirectory(string Folder) : WrittenOrigin
    {
        private protected override (string Key, string Name) Entry => (KernelDirectoryKey, Folder);
    }

    /// <param name="Stage">Of the build: "depmod", "presets".</param>
    public sealed record Generated(string Stage) : WrittenOrigin
    {
        private protected override (string Key, string Name) Entry => (GeneratedKey, Stage);
    }
}

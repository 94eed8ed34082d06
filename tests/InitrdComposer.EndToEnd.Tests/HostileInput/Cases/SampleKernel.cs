using System.Text;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>A kernel's package, to be spoiled, beside the sample package; a recipe takes all its modules.</summary>
internal static class SampleKernel
{
    public const string Release = "6.1.0-test";

    public const string Folder = "/usr/lib/modules/" + Release;

    public static ModuleSpec Module() => new(Release);

    /// <summary>A file below the kernel's folder.</summary>
    public static PackagedFile File(string path, byte[] content) => PackagedFile.Regular($"{Folder}/{path}") with { Content = content };

    public static PackagedFile File(string path, string content) => File(path, Encoding.Latin1.GetBytes(content));

    /// <summary>kernel/NAME.ko.</summary>
    public static PackagedFile Module(string name, ModuleSpec module) => File($"kernel/{name}.ko", module.ToBytes());

    /// <summary>A kernel of these files.</summary>
    public static Action<HostileFolder> With(params IEnumerable<PackagedFile> files) => folder => Write(folder, "", [], files);

    /// <summary>A kernel of one module, "a".</summary>
    public static Action<HostileFolder> Of(Func<ModuleSpec> module) => folder => Write(folder, "", [], [Module("a", module())]);

    /// <param name="folder">The case's.</param>
    /// <param name="settings">More of [modules].</param>
    /// <param name="firmware">Files of the sample package.</param>
    /// <param name="files">Of the kernel's.</param>
    public static void Write(HostileFolder folder, string settings, PackagedFile[] firmware, IEnumerable<PackagedFile> files)
    {
        RpmSpec kernel = new RpmSpec("kernel").Add(File("vmlinuz", "kernel\n"));
        kernel.Add([.. files]);
        if (!kernel.Files.Any(file => Encoding.Latin1.GetString(file.Path) == $"{Folder}/modules.builtin")) kernel.Add(File("modules.builtin", ""));
        folder.WritePackages(SamplePackages.Sample().Add(firmware), kernel);
        folder.WriteRecipe($"[roles]\nkernel = \"kernel\"\n\n[modules]\ninclude = [\"*\"]\n{settings}", "base");
    }
}

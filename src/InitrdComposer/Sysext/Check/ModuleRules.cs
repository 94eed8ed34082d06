using System.Collections.Frozen;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>Whether the kernel of a base loads the modules of an extension, and modprobe finds them.</summary>
internal static class ModuleRules
{
    private const int MaxNamed = 5;

    /// <param name="others">Names of the modules that the other extensions bring, by kernel.</param>
    public static IEnumerable<ExtensionFinding> Check(RootTree tree, IContents contents, ExtensionBase @base, ILookup<string, string> others)
    {
        foreach (ExtensionFinding finding in Indexes(tree, @base)) yield return finding;
        foreach (IGrouping<string, ExtensionModule> folder in ExtensionModule.AllOf(tree).GroupBy(module => module.Version))
        {
            if (@base.Kernels.FirstOrDefault(kernel => kernel.Version == folder.Key) is not BaseKernel kernel)
            {
                string has = @base.Kernels.IsEmpty ? "a base with modules of a kernel" : string.Join(" or ", @base.Kernels.Select(one => one.Version));
                yield return ExtensionFinding.Refused(ExtensionRules.Modules, "kernel", $"modules of {folder.Key}", has, "build the extension for the base's kernel");
                continue;
            }

            ExtensionFinding[] findings = [.. Folder([.. folder], contents, kernel, others[folder.Key].ToFrozenSet(StringComparer.Ordinal))];
            foreach (ExtensionFinding finding in findings) yield return finding;
            if (!findings.Any(finding => finding.Verdict == ExtensionVerdict.Refused)) yield return ExtensionFinding.Good("modules", $"{folder.Count()} of {kernel.Version}");
        }
    }

    private static IEnumerable<ExtensionFinding> Folder(ExtensionModule[] modules, IContents contents, BaseKernel kernel, FrozenSet<string> others)
    {
        FrozenSet<string> own = modules.Select(module => module.Name).ToFrozenSet(StringComparer.Ordinal);
        foreach (ExtensionModule module in modules)
        {
            (KernelModule? read, MalformedDataException? damage) = Read(module, contents);
            if (read is null)
            {
                yield return ExtensionFinding.Refused(ExtensionRules.FileSystem, "modules", $"{module.Path}: {damage!.Field} {damage.Got}", damage.Expected);
                continue;
            }

            if (Magic(module, read, kernel) is ExtensionFinding wrong) yield return wrong;
            string[] missing = [.. read.Depends.Select(ModuleName.Normalize).Where(name => !own.Contains(name) && !kernel.Modules.Contains(name) && !kernel.BuiltIn.Contains(name) && !others.Contains(name))];
            if (missing.Length == 0) continue;
            yield return ExtensionFinding.Refused(
                ExtensionRules.Modules, "dependencies", $"{module.Path}, which needs {string.Join(", ", missing.Select(Printable.Escape))}", "those in the base, in itself or in another extension given",
                "add them to the extension, or check it together with the one that has them");
        }

        if (kernel.Indexed is null) yield return ExtensionFinding.Warning(ExtensionRules.NotIndexed, "module index", $"the base has no modules.dep of {kernel.Version}: modprobe finds no module");
        string[] unknown = kernel.Indexed is null ? [] : [.. own.Where(name => !kernel.Indexed.Contains(name)).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            string more = unknown.Length > MaxNamed ? $" and {unknown.Length - MaxNamed} more" : "";
            yield return ExtensionFinding.Warning(
                ExtensionRules.NotIndexed, "module index", $"modprobe will not find {string.Join(", ", unknown.Take(MaxNamed))}{more}: the base's modules.dep does not name them",
                "the base's recipe needs [modules] index = \"kernel\"");
        }
    }

    /// <summary>The kernel compares all of it (kernel/module/version.c, same_magic).</summary>
    private static ExtensionFinding? Magic(ExtensionModule module, KernelModule read, BaseKernel kernel)
    {
        string magic = read.VersionMagic.TrimEnd(' '), release = magic.Split(' ')[0];
        string expected = kernel.VersionMagic?.TrimEnd(' ') ?? kernel.Version;
        bool isSame = kernel.VersionMagic is null ? release == kernel.Version : magic == expected;
        return isSame ? null : ExtensionFinding.Refused(ExtensionRules.Modules, "vermagic", $"{module.Path} of \"{Printable.Escape(magic)}\"", $"\"{Printable.Escape(expected)}\"", "the kernel would refuse to load it");
    }

    private static (KernelModule?, MalformedDataException?) Read(ExtensionModule module, IContents contents)
    {
        try
        {
            return (module.Read(contents), null);
        }
        catch (MalformedDataException exception)
        {
            return (null, exception);
        }
    }

    /// <summary>An overlay has one modules.dep, that of the extension with the highest name: the modules of all others would be lost.</summary>
    private static IEnumerable<ExtensionFinding> Indexes(RootTree tree, ExtensionBase @base)
    {
        string[] hiding =
        [
            .. ExtensionModule.FilesOf(tree)
                .Where(file => file.Node.Path.Parent.Name.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(file.Version)) && file.Node.Path.Name.StartsWith("modules."u8))
                .Select(file => file.Node.Path.ToString()),
        ];
        if (hiding.Length > 0)
        {
            yield return ExtensionFinding.Refused(
                ExtensionRules.Index, "module index", string.Join(", ", hiding), $"none: it would hide that of {@base.Name}, and those of other extensions", "leave it out; the base's index names the kernel's modules");
        }
    }
}

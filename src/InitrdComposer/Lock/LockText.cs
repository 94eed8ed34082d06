using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Packages;

namespace InitrdComposer.Lock;

/// <summary><see cref="LockFile"/> -> text: TOML, one value a line, everything in one order. The format is docs/reference/lock.md.</summary>
public static class LockText
{
    /// <summary>The version of the format; a reader refuses newer ones.</summary>
    public const int Schema = 1;

    public static string Write(LockFile file)
    {
        file = LockOrder.Sort(file);
        var names = new ShortNames(file.Packages.Select(package => package.Nevra));
        var text = new StringBuilder();
        text.Append("# Written by `initrd-composer lock`: to be reviewed and committed, not edited.\n");
        text.Append(null, $"schema = {Schema}\n");
        text.Append(null, $"architecture = {TomlText.Quote(file.Architecture)}\n");
        text.Append(null, $"source-date-epoch = {file.SourceDateEpoch}\n");
        text.Append("inputs = [\n");
        foreach (string input in file.Inputs) text.Append(null, $"  {TomlText.Quote(input)},\n");
        text.Append("]\n");
        if (!file.Tools.IsEmpty)
        {
            text.Append("\n[tools]\n");
            foreach (LockedTool tool in file.Tools) text.Append(null, $"{TomlText.Key(tool.Name)} = {TomlText.Quote(tool.Version)}\n");
        }

        foreach (LockedRepository repository in file.Repositories) Write(text, repository);
        foreach (LockedKernel kernel in file.Kernels)
        {
            text.Append("\n[[kernel]]\n");
            text.Append(null, $"directory = {TomlText.Quote(kernel.Directory)}\n");
            text.Append(null, $"version = {TomlText.Quote(kernel.Version)}\n");
            text.Append(null, $"digest = \"{kernel.Digest}\"\n");
        }

        foreach (LockedPackage package in file.Packages) Write(text, package, names);
        return text.ToString();
    }

    private static void Write(StringBuilder text, LockedRepository repository)
    {
        text.Append("\n[[repository]]\n");
        text.Append(null, $"id = {TomlText.Quote(repository.Id)}\n");
        switch (repository)
        {
            case LockedRepository.Metadata metadata:
                text.Append(null, $"{metadata.ToPlace().Key} = {TomlText.Quote(metadata.BaseUrl)}\n");
                if (!metadata.Mirrors.IsEmpty) text.Append(null, $"mirrors = [{string.Join(", ", metadata.Mirrors.Select(TomlText.Quote))}]\n");
                text.Append(null, $"repomd = \"{metadata.Repomd}\"\n");
                text.Append(null, $"revision = {TomlText.Quote(metadata.Revision)}\n");
                if (metadata.Timestamp is long timestamp) text.Append(null, $"timestamp = {timestamp}\n");
                break;
            case LockedRepository.Folder folder:
                text.Append(null, $"packages = {TomlText.Quote(folder.Path)}\n");
                break;
            case LockedRepository.Installed installed:
                text.Append(null, $"installed = {TomlText.Quote(installed.Database)}\n");
                text.Append(null, $"root = {TomlText.Quote(installed.Root)}\n");
                break;
        }

        if (repository.Signatures is not RepositorySignatures signatures) return;
        text.Append(null, $"signatures = \"{signatures.Checked.Name()}\"\n");
        if (signatures.Trust != RepositoryTrust.Strict) text.Append(null, $"trust = \"{signatures.Trust.Name()}\"\n");
        if (!signatures.Keys.IsEmpty) text.Append(null, $"keys = [{string.Join(", ", signatures.Fingerprints.Select(TomlText.Quote))}]\n");
        if (!signatures.KeyFiles.IsEmpty) text.Append(null, $"key-files = [{string.Join(", ", signatures.KeyFiles.Select(file => TomlText.Quote(file.Value)))}]\n");
    }

    private static void Write(StringBuilder text, LockedPackage package, ShortNames names)
    {
        text.Append("\n[[package]]\n");
        text.Append(null, $"nevra = {TomlText.Quote($"{package.Nevra}")}\n");
        text.Append(null, $"role = \"{LockRoles.Name(package.Role)}\"\n");
        text.Append(null, $"repository = {TomlText.Quote(package.Repository)}\n");
        text.Append(null, $"location = {TomlText.Quote(package.Location)}\n");
        text.Append(null, $"size = {package.Size}\n");
        text.Append(null, $"digest = \"{package.Digest}\"\n");
        if (!package.Variants.IsEmpty) text.Append(null, $"variants = [{string.Join(", ", package.Variants.Select(TomlText.Quote))}]\n");
        text.Append("requested-by = [\n");
        foreach (RequestedBy edge in package.RequestedBy) text.Append(null, $"  {{ {Edge(edge, names)} }},\n");
        text.Append("]\n");
    }

    private static string Edge(RequestedBy edge, ShortNames names)
    {
        string dependency = TomlText.Quote(edge.Dependency);
        if (edge is { Package: Nevra loading, Dlopen: DlopenReason reason })
        {
            string feature = reason.Feature is string name ? $", feature = {TomlText.Quote(name)}" : "";
            return $"package = {TomlText.Quote(names.Shortest(loading))}, dlopen = {dependency}, priority = \"{DlopenPriorities.Name(reason.Priority)}\"{feature}, by = {TomlText.Quote(reason.File)}";
        }

        if (edge.Package is Nevra package) return $"package = {TomlText.Quote(names.Shortest(package))}, {(edge.IsWeak ? "weak" : "requires")} = {dependency}";
        if (edge.Line is not int line) return $"spec = {dependency}";
        return $"{(edge.File is string file ? $"file = {TomlText.Quote(file)}, " : "")}line = {line}, spec = {dependency}";
    }
}

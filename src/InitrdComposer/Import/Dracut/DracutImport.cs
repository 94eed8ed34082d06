using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Dracut;

/// <summary>
/// dracut's configuration becomes a recipe. The files are shell that dracut sources: here they are read, never run. What is lost, and what never was any good,
/// is told of each word.
/// </summary>
public static class DracutImport
{
    /// <param name="disk">Where the files are.</param>
    /// <param name="paths">Files and folders, as dracut takes dracut.conf and its folders.</param>
    /// <param name="request">What the recipe is for.</param>
    /// <exception cref="ComposerException">A file cannot be read, or bash could not read it either; the distribution has no RPMs.</exception>
    public static ImportedRecipe Of(Disk disk, IReadOnlyList<string> paths, DracutRequest request) => OfFiles(disk, ConfFiles.Find(disk, paths), request);

    /// <summary>All that dracut reads on a machine.</summary>
    /// <param name="root">The machine's: "/", or where a copy of it is.</param>
    /// <inheritdoc cref="Of"/>
    public static ImportedRecipe OfMachine(Disk disk, string root, DracutRequest request) => OfFiles(disk, ConfFiles.OfRoot(disk, root), request);

    private static ImportedRecipe OfFiles(Disk disk, ImmutableArray<string> files, DracutRequest request)
    {
        var distribution = Distribution.Find(request.Distribution);
        ConfVariables variables = ConfVariables.Of(files.SelectMany(file => ConfReader.Read(Read(disk, file), file)));
        ModuleChoice choice = ModuleChoice.Of(variables, request.Modules, new(files[0]));
        bool isGeneric = DriverPart.IsGeneric(variables);
        bool isUki = UkiPart.IsWanted(variables, request);
        DracutPart[] parts =
        [
            new(RecipeHead.Of(request, distribution, isUki), []),
            new(PackagePart.Of(choice, request, distribution, isGeneric), choice.Findings),
            DriverPart.Of(variables, request, distribution, choice.HasCheckers),
            FilePart.Of(variables, distribution),
            InitrdPart.Of(variables, distribution),
            UkiPart.Of(variables, request),
            OptionPart.Of(variables),
        ];
        DracutPart all = DracutPart.All(parts);
        return new(RecipeDraft.Write(RecipeHead.Comment(files, all.Findings), all.Lines), all.Findings) { Files = files };
    }

    private static byte[] Read(Disk disk, string path)
    {
        using FileSource file = FileSource.Open(disk, path);
        var bytes = new byte[Math.Min(file.Length, ConfText.MaxLength + 1)];
        file.ReadExactlyAt(0, bytes);
        return bytes;
    }
}

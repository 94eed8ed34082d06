using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Libraries;

/// <summary>What the files of one tree say that they load by dlopen(), and what of it the tree has.</summary>
/// <param name="Libraries">By path of the file, then as the file has it.</param>
/// <param name="Search">The image's loader.</param>
internal sealed record DlopenSurvey(ImmutableArray<DlopenedLibrary> Libraries, LoaderSearch Search)
{
    /// <param name="tree">As it will be in the image.</param>
    /// <param name="needs">Of its files.</param>
    /// <param name="texts">Has configuration.</param>
    public static DlopenSurvey Of(RootTree tree, IReadOnlyDictionary<RootPath, FileNeeds> needs, IContents texts) => new(
        [
            .. from file in needs
               where file.Value is { Target: not null, Dlopened.IsEmpty: false }
               orderby file.Key
               let owner = tree.TryGet(file.Key, out RootNode? node) ? (node.Origin as Origin.Package)?.Nevra : null
               from note in file.Value.Dlopened
               select new DlopenedLibrary(file.Key, owner, file.Value.Target!.Value, note),
        ],
        new(tree, needs, texts));

    /// <summary>Whether the loader finds any of the names.</summary>
    public bool Has(DlopenedLibrary library) => library.Note.SoNames.Any(name => Search.Find(library.File, name).Count > 0);
}

/// <summary>A library that a file loads by dlopen().</summary>
/// <param name="File">What loads it.</param>
/// <param name="Package">Whose file that is; null: the recipe's.</param>
/// <param name="Target">What the library must be made for.</param>
/// <param name="Note">What the file says of it.</param>
internal sealed record DlopenedLibrary(RootPath File, Nevra? Package, ElfTarget Target, DlopenNote Note)
{
    /// <summary>What packages with a library of one of the names provide, best name first: as rpm writes the requirement (rpm 4.20, tools/elfdeps.c).</summary>
    public IEnumerable<string> Provides => Note.SoNames.Where(IsPlain).Select(name => Target.Is64Bit ? $"{name}()(64bit)" : name);

    /// <summary>As it can be printed; null: the file does not say.</summary>
    public string? Feature => Note.Feature is string feature ? Printable.Escape(feature) : null;

    /// <summary>A name of a file, and none that would mean more than itself where packages are asked for.</summary>
    private static bool IsPlain(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or '~');

    /// <summary>"libfido2.so.1 or libfido2.so.0, suggested for fido2".</summary>
    public override string ToString() =>
        $"{string.Join(" or ", Note.SoNames.Select(Printable.Escape))}, {DlopenPriorities.Name(Note.Priority)}{(Feature is null ? "" : $" for {Feature}")}";
}

using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Needs;

/// <summary>A program is there and starts; of several names the first that is there counts.</summary>
/// <param name="For">Who runs it, or what for.</param>
internal sealed record ProgramNeed(ProofVerdict Without, string For, params string[] AnyOf) : Need(Without)
{
    /// <summary>If it is there and does not start; null: as without it.</summary>
    public ProofVerdict? Broken { get; init; }

    public override IEnumerable<ProofFinding> Check(ProvenImage image) =>
        ProgramFindings.Of(image, AnyOf.FirstOrDefault(name => image.Programs.Find(name) is not null) ?? AnyOf[0], For, Without, Broken);
}

/// <summary>A library that a program loads by dlopen(), found by the note in which it says so, or by its name.</summary>
/// <param name="For">What it is for.</param>
/// <param name="Program">Who loads it.</param>
/// <param name="Name">"libcryptsetup.so": with whatever version.</param>
internal sealed record LibraryNeed(ProofVerdict Without, string For, string Program, string Name) : Need(Without)
{
    public override IEnumerable<ProofFinding> Check(ProvenImage image)
    {
        // That the program is missing is said where the program is asked for.
        if (image.Programs.Find(Program) is not RootPath program) yield break;
        RootPath[] loaded = [.. image.Programs.LoadedWith(program)];
        if (loaded.FirstOrDefault(file => NameOf(file).StartsWith(Name, StringComparison.Ordinal)) is { IsRoot: false } linked)
        {
            yield return new(ProofAspect.Libraries, ProofVerdict.Good, For, $"{linked}");
            yield break;
        }

        (RootPath File, string[] Names)[] notes = [.. image.Programs.NotesOf(program).Where(pair => pair.Note.SoNames.Any(name => name.StartsWith(Name, StringComparison.Ordinal))).Select(pair => (pair.File, pair.Note.SoNames.ToArray()))];
        string[] names = [.. notes.SelectMany(note => note.Names).Distinct()];
        RootPath? found = notes.Length == 0
            ? image.Programs.LibrariesCalled(Name).Select(path => (RootPath?)path).FirstOrDefault()
            : notes.Select(note => image.Programs.FindLibrary(note.File, note.Names)).FirstOrDefault(path => path is not null);
        if (found is not RootPath library)
        {
            yield return new(ProofAspect.Libraries, Without, For, $"{(names.Length == 0 ? Name : string.Join(" or ", names))}, which {program} loads by dlopen(), is not in the image", "install the package that has it");
            yield break;
        }

        string? problem = image.Programs.LibraryProblemOf(library);
        yield return new(ProofAspect.Libraries, problem is null ? ProofVerdict.Good : Without, For, problem ?? $"{library}");
    }

    private static string NameOf(RootPath path) => System.Text.Encoding.UTF8.GetString(path.Name);
}

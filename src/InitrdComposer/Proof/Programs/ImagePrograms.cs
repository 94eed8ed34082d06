using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Libraries;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Programs;

/// <summary>Programs and libraries of an image: whether execve(2) and ld.so(8) would get them to run.</summary>
internal sealed class ImagePrograms(RootTree tree, IReadOnlyDictionary<RootPath, FileNeeds> needs, LoaderSearch search)
{
    private const int Executable = 0b001_001_001;

    /// <summary>systemd's search path for programs that units name without a folder, and what a split /usr adds to it.</summary>
    private static readonly string[] SearchPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    private readonly Dictionary<RootPath, ImmutableArray<ProgramProblem>> _problems = [];
    private readonly Dictionary<(RootPath File, string Name), RootPath?> _found = [];

    /// <summary>A program by its path, or by its name where systemd looks for it; null: it is not there.</summary>
    public RootPath? Find(string nameOrPath)
    {
        foreach (string path in nameOrPath.StartsWith('/') ? [nameOrPath] : SearchPath.Select(folder => $"{folder}/{nameOrPath}"))
        {
            if (RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath parsed) && tree.TryFind(parsed, out RootNode? node) && node.Inode.Body is FileBody.Regular) return node.Path;
        }

        return null;
    }

    /// <summary>Why a program of the image would not start, all reasons; none: it would.</summary>
    /// <param name="program">Physical path.</param>
    public ImmutableArray<ProgramProblem> ProblemsOf(RootPath program)
    {
        if (_problems.TryGetValue(program, out ImmutableArray<ProgramProblem> known)) return known;
        _problems[program] = []; // a script that is its own interpreter
        return _problems[program] = [.. NewProblems(program)];
    }

    /// <summary>Everything that is loaded with a program or library from its start on, itself first.</summary>
    public IReadOnlyList<RootPath> LoadedWith(RootPath file)
    {
        var loaded = new List<RootPath> { file };
        for (int i = 0; i < loaded.Count; i++)
        {
            if (!needs.TryGetValue(loaded[i], out FileNeeds? own) || own.Target is null) continue;
            foreach (string name in own.Dynamic.Needed)
            {
                if (FindLibrary(loaded[i], name) is RootPath found && !loaded.Contains(found)) loaded.Add(found);
            }
        }

        return loaded;
    }

    /// <summary>Notes of dlopen() of a program and of what is loaded with it.</summary>
    public IEnumerable<(RootPath File, DlopenNote Note)> NotesOf(RootPath program) =>
        from file in LoadedWith(program)
        where needs.ContainsKey(file)
        from note in needs[file].Dlopened
        select (file, note);

    /// <summary>Where one of several names of a library leads for a file that loads it; null: nowhere.</summary>
    public RootPath? FindLibrary(RootPath file, IEnumerable<string> names) =>
        names.Select(name => FindLibrary(file, name)).FirstOrDefault(path => path is not null);

    /// <summary>Libraries whose file name begins so: plugins, and what is loaded by a name that is put together at run time.</summary>
    public IEnumerable<RootPath> LibrariesCalled(string prefix) =>
        needs.Where(file => file.Value.Target is not null && file.Key.Name.StartsWith(Encoding.UTF8.GetBytes(prefix))).Select(file => file.Key).Order();

    /// <summary>Why dlopen() of a library would fail; null: it would not.</summary>
    public string? LibraryProblemOf(RootPath library) => OfElf(library, needs[library]).Select(problem => problem.Text).FirstOrDefault();

    private RootPath? FindLibrary(RootPath file, string name)
    {
        if (!_found.TryGetValue((file, name), out RootPath? found)) _found[(file, name)] = found = search.Find(file, name) is [RootPath first, ..] ? first : null;
        return found;
    }

    private IEnumerable<ProgramProblem> NewProblems(RootPath program)
    {
        if (!tree.TryGet(program, out RootNode? node) || node.Inode.Body is not FileBody.Regular file) return [new(ProofAspect.Programs, $"{program} is not in the image")];
        if ((node.Inode.Metadata.Mode & Executable) == 0) return [new(ProofAspect.Programs, $"{program} is not executable (mode {Convert.ToString(node.Inode.Metadata.Mode, 8)})")];
        if (file.Content.Length == 0) return [new(ProofAspect.Programs, $"{program} is empty")];
        if (!needs.TryGetValue(program, out FileNeeds? own)) return [new(ProofAspect.Programs, $"{program} is neither an ELF program nor a script")];
        if (own.Target is null) return OfScript(program, own.Dynamic.Interpreter!);
        return OfElf(program, own);
    }

    private IEnumerable<ProgramProblem> OfScript(RootPath script, string interpreter)
    {
        if (search.FindInterpreter(interpreter) is not RootPath found || !tree.Contains(found)) return [new(ProofAspect.Programs, $"{script} wants the interpreter {Printable.Escape(interpreter)}, which is not in the image")];
        return ProblemsOf(found).Select(problem => problem with { Text = $"the interpreter of {script}: {problem.Text}" });
    }

    private IEnumerable<ProgramProblem> OfElf(RootPath program, FileNeeds own)
    {
        if (own.Dynamic.Interpreter is string loader && (search.FindInterpreter(loader) is not RootPath at || !needs.TryGetValue(at, out FileNeeds? found) || found.Target != own.Target))
        {
            yield return new(ProofAspect.Libraries, $"{program} wants the loader {Printable.Escape(loader)}, which is not in the image");
        }

        foreach (RootPath loaded in LoadedWith(program))
        {
            foreach (string name in needs[loaded].Dynamic.Needed.Where(name => FindLibrary(loaded, name) is null))
            {
                yield return new(ProofAspect.Libraries, loaded == program ? $"{program} needs {Printable.Escape(name)}, which is not in the image" : $"{program} needs {Printable.Escape(name)} through {loaded}, and it is not in the image");
            }

            foreach (DlopenNote note in needs[loaded].Dlopened.Where(note => note.Priority == DlopenPriority.Required && FindLibrary(loaded, note.SoNames) is null))
            {
                yield return new(ProofAspect.Libraries, $"{program} cannot do without {string.Join(" or ", note.SoNames.Select(Printable.Escape))}, says {loaded} in its note of dlopen()");
            }
        }
    }
}

/// <summary>Why a program does not start.</summary>
/// <param name="Aspect">Programs or libraries.</param>
internal sealed record ProgramProblem(ProofAspect Aspect, string Text);

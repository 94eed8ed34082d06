using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;

namespace InitrdComposer.Libraries;

/// <summary>What to ask of the repositories for the libraries that files of a resolution load by dlopen().</summary>
internal sealed class DlopenProviders
{
    private readonly CandidateQuestions _questions;
    private readonly HashSet<PackageId> _installed;
    private readonly HashSet<PackageId> _onBase;

    /// <param name="role">Whose packages are chosen already.</param>
    /// <param name="resolver">Of its pool.</param>
    public DlopenProviders(RoleResolution role, PackageResolver resolver)
    {
        _questions = resolver.Questions(role.Asked.Request);
        _installed = [.. role.Solved.Packages.Select(package => package.Package)];
        _onBase = [.. role.Asked.Request.Base];
    }

    /// <summary>
    /// What is wanted, once for each package that loads a library, in an order that is always the same. Of several names the first is taken that an
    /// installed package has, then the first that any has.
    /// </summary>
    /// <param name="survey">Of the resolution's files.</param>
    /// <param name="notices">Takes what nobody has and nothing needs.</param>
    /// <exception cref="ComposerException">Nobody has what a file needs (SLV12).</exception>
    public ImmutableArray<DlopenRequest> RequestsOf(DlopenSurvey survey, DlopenPolicy policy, ICollection<Notice> notices)
    {
        var requests = new List<DlopenRequest>();
        foreach (DlopenedLibrary library in survey.Libraries)
        {
            if (policy.Wants(library.Note) is not Located<string> wanting || library.Package is null) continue;
            if (Find(library, _onBase) is not null) continue;
            if ((Find(library, _installed) ?? (survey.Has(library) ? "" : FindAny(library))) is string provide)
            {
                if (provide.Length > 0) requests.Add(new(library.Package, provide, new($"{library.File}", library.Feature, library.Note.Priority), wanting));
                continue;
            }

            if (library.Note.Priority == DlopenPriority.Required) throw Missing(library, wanting);
            notices.Add(new(ResolverDiagnostics.NoDlopenProvider, TextOf(library), wanting.Location));
        }

        return
        [
            .. requests
                .GroupBy(request => ($"{request.Package}", request.Provide))
                .Select(same => same.OrderBy(request => request.Reason.Priority).ThenBy(request => request.Reason.File, StringComparer.Ordinal).First())
                .OrderBy(request => request.Provide, StringComparer.Ordinal).ThenBy(request => $"{request.Package}", StringComparer.Ordinal),
        ];
    }

    private string? Find(DlopenedLibrary library, HashSet<PackageId> packages) =>
        packages.Count == 0 ? null : library.Provides.FirstOrDefault(provide => _questions.ProvidersOf(provide).Any(packages.Contains));

    private string? FindAny(DlopenedLibrary library) => library.Provides.FirstOrDefault(provide => !_questions.ProvidersOf(provide).IsEmpty);

    private static string TextOf(DlopenedLibrary library) => $"{library.File} of {library.Package} loads {library}, by dlopen(): no package that may be chosen has it";

    private ComposerException Missing(DlopenedLibrary library, Located<string> wanting)
    {
        string? hidden = library.Provides.FirstOrDefault(_questions.IsKnown);
        return new(
            ResolverDiagnostics.NoDlopenProvider, TextOf(library), wanting.Location,
            hidden is not null ? $"there are packages with {hidden}, but exclude, priorities, streams or the architecture hide them"
            : $"add a repository that has it, or leave the file out: finalize.remove-files = [\"{library.File}\"]");
    }
}

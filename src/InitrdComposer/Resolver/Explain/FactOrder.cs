using System.Collections.Immutable;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Explain;

/// <summary>Orders the facts of a contradiction as one tells them: what is wanted, then each package's facts after what brought the package in.</summary>
internal static class FactOrder
{
    public static ImmutableArray<Reason> Sort(IEnumerable<Reason> facts, ResolutionRequest request)
    {
        List<Reason> left = [.. facts];
        List<Reason> told = [.. left.Where(fact => fact is Reason.Wanted or Reason.InBase).OrderBy(fact => fact is Reason.Wanted wanted ? wanted.Index : request.Wanted.Length)];
        left.RemoveAll(told.Contains);
        HashSet<PackageId> known = [.. told.SelectMany(Introduces)];
        while (left.Count > 0)
        {
            Reason next = left.Find(fact => fact is Reason.Requires && known.Contains(Subject(fact))) ?? left.Find(fact => known.Contains(Subject(fact))) ?? left[0];
            left.Remove(next);
            told.Add(next);
            known.UnionWith(Introduces(next));
        }

        return [.. told];
    }

    private static IEnumerable<PackageId> Introduces(Reason fact) => fact switch
    {
        Reason.Wanted wanted => wanted.Candidates,
        Reason.InBase inBase => [inBase.Package],
        Reason.Requires requires => requires.Providers,
        Reason.Lockstep lockstep => lockstep.Primary,
        _ => [],
    };

    private static PackageId Subject(Reason fact) => fact switch
    {
        Reason.Requires requires => requires.Package,
        Reason.Conflicts conflicts => conflicts.Package,
        Reason.Obsoletes obsoletes => obsoletes.Package,
        Reason.SameName same => same.Package,
        Reason.Lockstep lockstep => lockstep.Package,
        Reason.TooComplex complex => complex.Package,
        _ => new(-1),
    };
}

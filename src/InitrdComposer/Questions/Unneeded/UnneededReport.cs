using System.Collections.Immutable;
using InitrdComposer.Questions.References;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Unneeded;

/// <summary>What an image may do without, by bytes that it would save; and what was looked at to say so. A candidate is no proof.</summary>
/// <param name="Files">Those that no other candidate refers to first by what would be saved with them; then, likewise, those that several of them share.</param>
/// <param name="LookedAt">How many files of which kind were searched for references: "units", 312.</param>
/// <param name="References">How many were found.</param>
/// <param name="Length">Of all candidates together, bytes.</param>
/// <param name="Stored">The same, as a share of what the image takes.</param>
public sealed record UnneededReport(ImmutableArray<UnneededFile> Files, ImmutableArray<(string Kind, int Count)> LookedAt, int References, long Length, long Stored)
{
    internal static UnneededReport Of(ImageSurvey survey, ReferenceGraph graph)
    {
        ImmutableArray<UnneededFile> files = [.. Candidates(survey, graph)];
        return new(files, [.. SearchedFiles.Count(survey)], graph.Count, files.Sum(file => file.Length), files.Sum(file => file.Stored));
    }

    private static IEnumerable<UnneededFile> Candidates(ImageSurvey survey, ReferenceGraph graph)
    {
        IReadOnlySet<RootPath> reached = graph.Reached();
        HashSet<Inode> needed = [.. survey.Tree.Where(node => reached.Contains(node.Path)).Select(node => node.Inode)];
        RootNode[] candidates = [.. survey.Tree.Where(node => node.Inode.Body is FileBody.Regular { Content.Length: > 0 } && !needed.Contains(node.Inode)).DistinctBy(node => node.Inode)];
        var sizes = candidates.ToDictionary(node => node.Path, node => (Length: ((FileBody.Regular)node.Inode.Body).Content.Length, Stored: survey.StoredSize(node)));
        var heads = new CandidateHeads(graph, sizes.Keys);
        return from path in sizes.Keys
               let file = new UnneededFile(path, sizes[path].Length, sizes[path].Stored, heads.NeededBy(path), heads.With(path)) { LeavesWith = heads.LeaderOf(path) }
               let saved = file with { Saved = file.Length + file.With.Sum(with => sizes[with].Length), SavedStored = file.Stored + file.With.Sum(with => sizes[with].Stored) }
               orderby !heads.IsHead(path), heads.IsHead(path) ? saved.Saved : saved.Length descending, path
               select saved;
    }
}

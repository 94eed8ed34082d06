using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>Who refers to whom in an image, as far as files say it.</summary>
public sealed class ReferenceGraph
{
    private readonly ILookup<RootPath, Reference> _to;
    private readonly ILookup<RootPath?, Reference> _from;

    private ReferenceGraph(IReadOnlyCollection<Reference> references)
    {
        _to = references.ToLookup(reference => reference.To);
        _from = references.ToLookup(reference => reference.From);
        Count = references.Count;
    }

    /// <summary>How many references there are.</summary>
    public int Count { get; }

    internal static ReferenceGraph Of(ImageSurvey survey)
    {
        IEnumerable<Reference> all = Conventions.In(survey.Tree).Concat(LoaderReferences.In(survey)).Concat(new TextReferences(survey).All()).Concat(KernelReferences.In(survey)).Concat(Links(survey.Tree));
        return new([.. all.Distinct()]);
    }

    /// <summary>Who refers to a file, in the order of what is strongest; the same file by the same kind once.</summary>
    public ImmutableArray<Reference> To(RootPath path) =>
        [.. _to[path].OrderBy(reference => reference.Kind).ThenBy(reference => reference.From ?? RootPath.Root).ThenBy(reference => reference.Text, StringComparer.Ordinal).DistinctBy(reference => (reference.From, reference.Kind))];

    /// <summary>To whom a file refers.</summary>
    public IEnumerable<Reference> From(RootPath path) => _from[path];

    /// <summary>Everything that is reached from what the kernel starts, and from what programs find by convention.</summary>
    public IReadOnlySet<RootPath> Reached() => Reached(_from[null].Select(reference => reference.To));

    /// <summary>What is reached from some files, themselves among it.</summary>
    public IReadOnlySet<RootPath> Reached(IEnumerable<RootPath> from)
    {
        var reached = new HashSet<RootPath>();
        var open = new Stack<RootPath>(from);
        while (open.TryPop(out RootPath path))
        {
            if (!reached.Add(path)) continue;
            foreach (Reference reference in _from[path]) open.Push(reference.To);
        }

        return reached;
    }

    private static IEnumerable<Reference> Links(RootTree tree) =>
        from node in tree
        where node.Inode.Body is FileBody.SymbolicLink
        let end = tree.TryResolve(node.Path, followLast: true, out RootPath physical) && tree.TryGet(physical, out RootNode? found) && found.Inode.Body is not FileBody.Directory ? found.Path : (RootPath?)null
        where end is not null && end != node.Path
        select new Reference(node.Path, end!.Value, ReferenceKind.Link, $"-> {((FileBody.SymbolicLink)node.Inode.Body).Target}");
}

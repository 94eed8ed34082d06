using System.Collections.Immutable;
using InitrdComposer.Classes;
using InitrdComposer.Formats;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>
/// Finds for each file of an image the package that it is of: by content and path, then by content, then by path. Where several packages do equally, as versions of one do
/// that share a file, the one counts that surely has the most files of the image; then the first.
/// </summary>
internal sealed class FileMatcher
{
    private static readonly RootPath[] Modules = [RootPath.Of("usr/lib/modules"), RootPath.Of("lib/modules")];

    private readonly KnownFileIndex _known;
    private readonly Dictionary<Nevra, int> _certain = [];

    private FileMatcher(KnownFileIndex known) => _known = known;

    public static ImmutableArray<AttributedFile> Match(RootTree image, IReadOnlyList<KnownFiles> sources)
    {
        var matcher = new FileMatcher(new(image, sources));
        Search[] found = [.. image.GroupBy(node => node.Inode).Select(names => new Search(names, matcher.Find(names)))];
        foreach (Candidate candidate in found.Where(entry => entry.Found is { Evidence: Evidence.ContentAndPath }).SelectMany(entry => entry.Found!.Candidates))
        {
            if (candidate.File.Package is Nevra package) matcher._certain[package] = matcher._certain.GetValueOrDefault(package) + 1;
        }

        Dictionary<RootPath, AttributedFile> files = found.SelectMany(entry => matcher.Decide(entry.Names, entry.Found)).ToDictionary(file => file.Node.Path);
        return [.. image.Select(node => files[node.Path])];
    }

    /// <summary>Of hard links the surest name decides. Paths alone must agree: /usr/bin/ls is not coreutils' where it is a name of busybox.</summary>
    private Found? Find(IGrouping<Inode, RootNode> names)
    {
        if (_known.IsEmpty) return null;
        Found[] found = [.. names.Select(Find).OfType<Found>()];
        if (found.Length == 0) return null;
        Found best = found.MinBy(one => one.Evidence)!;
        return found.Length == 1 || best.Evidence < Evidence.CompressedPath
            ? best
            : Found.Of(best.Evidence, best.Candidates.Where(candidate => found.All(other => other.Candidates.Any(same => same.File.Package == candidate.File.Package))));
    }

    private Found? Find(RootNode node)
    {
        RootPath path = MergedPath.Of(node.Path);
        return node.Inode.Body switch
        {
            FileBody.Regular { Content: FileContent content } => Find(path, content),
            FileBody.SymbolicLink link => Found.Of(Evidence.ContentAndPath, _known.At(path).Where(known => known.File.Target == link.Target))
                ?? Found.Of(Evidence.Path, _known.At(path).Where(known => known.File.Target is not null)),
            _ => null,
        };
    }

    private Found? Find(RootPath path, FileContent content)
    {
        Candidate[] here = [.. _known.At(path).Where(known => known.File.Digest is not null)];
        return Found.Of(Evidence.ContentAndPath, here.Where(known => known.File.Digest == content.Digest))
            ?? Found.Of(Evidence.Content, ByName(_known.With(content.Digest), path))
            ?? Found.Of(Evidence.PathAndLength, here.Where(known => known.File.Length == content.Length && known.File.Digest?.Algorithm != DigestAlgorithm.Sha256 && known.File.Package is not null))
            ?? Found.Of(Evidence.CompressedPath, CompressedNames.Of(path).SelectMany(_known.At).Where(known => known.File.Package is not null))
            ?? Found.Of(Evidence.Path, here.Where(known => known.File.Package is not null && MayBe(content.Length, known.File)));
    }

    /// <summary>
    /// Whether another content may be the package's file, changed. Modules lose their debugging information, which is most of them; anything else that is less than half or more
    /// than twice as long has but the name in common: klibc's cat is not coreutils', the configuration that dracut writes is not systemd's.
    /// </summary>
    private static bool MayBe(long length, KnownFile known) => Modules.Any(folder => known.Path.IsWithin(folder)) || (length >= known.Length / 2 && length / 2 <= known.Length);

    /// <summary>Those that are called the same, if there are some: licences and empty configurations are in many packages.</summary>
    private static IEnumerable<Candidate> ByName(IReadOnlyList<Candidate> candidates, RootPath path)
    {
        Candidate[] named = [.. candidates.Where(known => known.File.Path.Name.SequenceEqual(path.Name))];
        return named.Length > 0 ? named : candidates;
    }

    private IEnumerable<AttributedFile> Decide(IGrouping<Inode, RootNode> names, Found? found)
    {
        FileClass kind = FileClass.Of(names);
        string? maker = names.Key.Body is FileBody.Regular ? names.Select(node => GeneratedFiles.MakerOf(MergedPath.Of(node.Path))).FirstOrDefault(made => made is not null) : null;
        if (found is null || (found.Evidence == Evidence.Path && maker is not null)) return names.Select(node => new AttributedFile(node, kind, null, maker));
        Candidate best = found.Candidates.OrderByDescending(candidate => candidate.File.Package is Nevra package ? _certain.GetValueOrDefault(package, 0) : -1).First();
        PackageMatch? match = best.File.Package is Nevra nevra ? new(nevra, best.Source, found.Evidence, best.File.Path) : null;
        return names.Select(node => new AttributedFile(node, kind, match, best.File.MadeBy));
    }

    /// <param name="Names">Of one file.</param>
    /// <param name="Found">Null: nobody knows it.</param>
    private sealed record Search(IGrouping<Inode, RootNode> Names, Found? Found);

    /// <param name="Candidates">At least one, in the sources' order.</param>
    private sealed record Found(Evidence Evidence, ImmutableArray<Candidate> Candidates)
    {
        public static Found? Of(Evidence evidence, IEnumerable<Candidate> candidates)
        {
            ImmutableArray<Candidate> some = [.. candidates];
            return some.IsEmpty ? null : new(evidence, some);
        }
    }
}

using System.Globalization;

namespace InitrdComposer.Floor;

/// <summary>A body that an initrd holds.</summary>
/// <param name="Offset">In the decompressed payload.</param>
/// <param name="Length">In the payload.</param>
/// <param name="Sha256">Of these bytes, in hex.</param>
/// <param name="Target">Where it belongs among all kept bytes.</param>
/// <param name="KeptLength">More than <paramref name="Length"/> for a kernel module that the package has as xz and the initrd has not; else equal.</param>
internal sealed record KeptBody(long Offset, int Length, string Sha256, long Target, int KeptLength)
{
    public bool IsUnpacked => KeptLength != Length;
}

/// <summary>A kernel module that has to be decompressed once because the index of a kernel's modules is made of what is in them.</summary>
/// <param name="Offset">In the decompressed payload.</param>
/// <param name="Length">As xz, in bytes.</param>
/// <param name="UnpackedLength">In bytes.</param>
internal sealed record IndexedModule(long Offset, int Length, int UnpackedLength);

/// <summary>A package that an initrd needs bytes of. Its payload is zstd.</summary>
/// <param name="PayloadOffset">Where the payload begins; it reaches to the end of the file.</param>
/// <param name="UnpackedLength">Of the payload, in bytes.</param>
/// <param name="Bodies">In the payload's order.</param>
/// <param name="Modules">In the payload's order; none unless the kernel is seen for the first time.</param>
internal sealed record PlannedPackage(string Path, long PayloadOffset, int UnpackedLength, IReadOnlyList<KeptBody> Bodies, IReadOnlyList<IndexedModule> Modules);

/// <summary>What there is to do, as a text: what a composer has to find out is left out of the floor.</summary>
/// <param name="Packages">The longest payload first.</param>
internal sealed record Plan(IReadOnlyList<PlannedPackage> Packages)
{
    public long KeptLength => Packages.Sum(package => package.Bodies.Sum(body => (long)body.KeptLength));

    public static Plan Read(string path)
    {
        var packages = new List<PlannedPackage>();
        var bodies = new List<KeptBody>();
        var modules = new List<IndexedModule>();
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split('\t');
            if (words[0] == "package") packages.Add(new(words[1], Number(words[2]), (int)Number(words[3]), bodies = [], modules = []));
            else if (words[0] == "module") modules.Add(new(Number(words[1]), (int)Number(words[2]), (int)Number(words[3])));
            else bodies.Add(new(Number(words[0]), (int)Number(words[1]), words[2], Number(words[3]), (int)Number(words[4])));
        }

        return new(packages);
    }

    public IEnumerable<string> ToLines()
    {
        foreach (PlannedPackage package in Packages)
        {
            yield return string.Join('\t', "package", package.Path, package.PayloadOffset, package.UnpackedLength);
            foreach (IndexedModule module in package.Modules) yield return string.Join('\t', "module", module.Offset, module.Length, module.UnpackedLength);
            foreach (KeptBody body in package.Bodies) yield return string.Join('\t', body.Offset, body.Length, body.Sha256, body.Target, body.KeptLength);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

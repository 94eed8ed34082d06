using System.Text;
using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Packages by name, and the forms in which one writes them: name-[epoch:]version-release.arch and its shorter ones, perhaps with globs.</summary>
internal sealed class PackageNames(PoolIndex index)
{
    private readonly Pool _pool = index.Pool;

    /// <summary>All packages of a name, in the pool's order.</summary>
    public ReadOnlySpan<NameIndex.Entry> Named(StringId name) => index.Names[name];

    /// <summary>Packages that a spec names, in dnf's order of forms: NEVRA, name.arch, name, name-version-release, name-version.</summary>
    public IReadOnlyList<int> Match(string spec) => Forms(spec).Select(Match).FirstOrDefault(found => found.Count > 0, []);

    /// <summary>Packages that a spec names by name alone.</summary>
    public IReadOnlyList<int> MatchName(string spec) => Match(new NevraForm(spec, null, null));

    /// <summary>Packages that a spec names with their version.</summary>
    public bool IsVersioned(string spec) => Forms(spec).First(form => Match(form).Count > 0).Evr is not null;

    private static IEnumerable<NevraForm> Forms(string spec)
    {
        int dot = spec.LastIndexOf('.');
        if (dot > 0 && SplitVersion(spec[..dot], dashes: 2) is (string name, string evr)) yield return new(name, evr, spec[(dot + 1)..]);
        if (dot > 0) yield return new(spec[..dot], null, spec[(dot + 1)..]);
        yield return new(spec, null, null);
        if (SplitVersion(spec, dashes: 2) is (string nevr, string versionRelease)) yield return new(nevr, versionRelease, null);
        if (SplitVersion(spec, dashes: 1) is (string nev, string version)) yield return new(nev, version, null);
    }

    private static (string Name, string Evr)? SplitVersion(string text, int dashes)
    {
        int at = text.Length;
        for (int i = 0; i < dashes && at > 0; i++) at = text.LastIndexOf('-', at - 1);
        return at > 0 && at < text.Length - 1 ? (text[..at], text[(at + 1)..]) : null;
    }

    private List<int> Match(NevraForm form)
    {
        List<int> found = [];
        if (Glob.IsPattern(form.Name))
        {
            Dictionary<StringId, bool> matches = [];
            for (int package = 0; package < _pool.Packages.Length; package++)
            {
                StringId name = _pool.Packages[package].Name;
                if (!matches.TryGetValue(name, out bool isMatch)) matches.Add(name, isMatch = Glob.Matches(form.Name, _pool.Strings.Text(name)));
                if (isMatch) found.Add(package);
            }
        }
        else if (_pool.Strings.Find(form.Name) is StringId id)
        {
            foreach (NameIndex.Entry entry in Named(id)) found.Add(entry.Package);
        }

        found.RemoveAll(package => !HasVersion(package, form.Evr) || !HasArch(package, form.Arch));
        return found;
    }

    private bool HasArch(int package, string? arch) => arch is null || Glob.Matches(arch, _pool.Strings.Text(_pool.Packages[package].Arch));

    private bool HasVersion(int package, string? evr)
    {
        if (evr is null) return true;
        PackageColumns row = _pool.Packages[package];
        if (Glob.IsPattern(evr))
        {
            string text = _pool.Strings.Text(row.Evr);
            return Glob.Matches(evr, text) || Glob.Matches(evr, $"{row.Epoch}:{text}");
        }

        Utf8Evr wanted = Utf8Evr.Split(Encoding.UTF8.GetBytes(evr));
        return (!wanted.HasEpoch || wanted.Epoch == row.Epoch)
            && RpmVersion.Compare(wanted.Version, _pool.Strings[row.Version]) == 0
            && (!wanted.HasRelease || RpmVersion.Compare(wanted.Release, _pool.Strings[row.Release]) == 0);
    }

    private readonly record struct NevraForm(string Name, string? Evr, string? Arch);
}

using System.Collections.Immutable;
using InitrdComposer.Classes;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest.Budget;

/// <summary>Holds images to a recipe's budget.</summary>
public static class BudgetCheck
{
    /// <summary>Whether every name that has a limit is one.</summary>
    /// <param name="packages">Names of all packages of the lock.</param>
    /// <exception cref="ComposerException">A class, or a package without '?', is unknown (BGT02).</exception>
    public static void RequireKnown(BudgetSettings budget, IReadOnlyCollection<string> packages)
    {
        foreach (SizeLimit limit in budget.Classes)
        {
            if (!ClassNames.IsKnown(limit.Name.Value)) throw Unknown(limit, "class", ClassNames.All, "docs/reference/file-classes.md lists them");
        }

        foreach (SizeLimit limit in budget.Packages)
        {
            (string glob, bool isOptional) = OptionalPattern.Parse(limit.Name.Value);
            if (!isOptional && !packages.Any(name => Fnmatch.IsMatch(glob, name))) throw Unknown(limit, "package", packages, "with '?' in front it may be missing");
        }
    }

    /// <param name="now">What the image takes.</param>
    /// <param name="before">The same of an earlier build; null: none is known.</param>
    public static BudgetReport Of(BudgetSettings budget, ImageFootprint now, ImageFootprint? before)
    {
        var rows = ImmutableArray.CreateBuilder<BudgetRow>();
        Add(BudgetKind.Stored, budget.Stored, now.Stored);
        Add(BudgetKind.Unpacked, budget.Unpacked, now.Unpacked);
        Add(BudgetKind.Modules, budget.Modules, now.Modules);
        if (budget.Growth is { } growth) rows.Add(new(BudgetKind.Growth, null, before is null ? null : growth.Allowed(before.Stored), now.Stored, growth.Text));
        if (budget.UnpackedGrowth is { } unpacked) rows.Add(new(BudgetKind.UnpackedGrowth, null, before is null ? null : unpacked.Allowed(before.Unpacked), now.Unpacked, unpacked.Text));
        foreach (SizeLimit limit in budget.Classes) rows.Add(new(BudgetKind.Class, limit.Name.Value, limit.Bytes, now.Classes.Where(share => ClassNames.IsPartOf(share.Name, limit.Name.Value)).Sum(share => share.Unpacked)));
        foreach (SizeLimit limit in budget.Packages)
        {
            string glob = OptionalPattern.Parse(limit.Name.Value).Text;
            rows.Add(new(BudgetKind.Package, glob, limit.Bytes, now.Packages.Where(share => Fnmatch.IsMatch(glob, share.Name)).Sum(share => share.Unpacked)));
        }

        return new(now, before, rows.ToImmutable(), before is null ? [] : [.. Changes(before, now)]);

        void Add(BudgetKind kind, long? limit, long actual)
        {
            if (limit is not null) rows.Add(new(kind, null, limit, actual));
        }
    }

    private static IEnumerable<SizeChange> Changes(ImageFootprint before, ImageFootprint now) =>
        Changes(before.Classes, now.Classes, isPackage: false).Concat(Changes(before.Packages, now.Packages, isPackage: true))
            .Where(change => change.Unpacked != 0) // of what did not change the share is another where its neighbours are
            .OrderByDescending(change => change.Unpacked).ThenByDescending(change => change.Stored).ThenBy(change => change.Name, StringComparer.Ordinal);

    private static IEnumerable<SizeChange> Changes(ImmutableArray<SizeShare> before, ImmutableArray<SizeShare> now, bool isPackage)
    {
        var then = before.ToDictionary(share => share.Name, StringComparer.Ordinal);
        var shares = now.ToDictionary(share => share.Name, StringComparer.Ordinal);
        return then.Keys.Union(shares.Keys).Select(name => new SizeChange(
            isPackage, name, (shares.GetValueOrDefault(name)?.Unpacked ?? 0) - (then.GetValueOrDefault(name)?.Unpacked ?? 0), (shares.GetValueOrDefault(name)?.Stored ?? 0) - (then.GetValueOrDefault(name)?.Stored ?? 0)));
    }

    private static ComposerException Unknown(SizeLimit limit, string kind, IEnumerable<string> known, string hint) => new(
        BudgetErrors.UnknownName, $"budget: there is no {kind} \"{limit.Name.Value}\"", limit.Name.Location,
        Spelling.Closest(limit.Name.Value, known) is string near ? $"did you mean \"{near}\"?" : hint);
}

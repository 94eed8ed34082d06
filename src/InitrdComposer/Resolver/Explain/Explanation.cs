using System.Collections.Immutable;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Explain;

/// <summary>A failed resolution in words.</summary>
public static class Explanation
{
    /// <summary>Nobody reads on; what is wanted comes first, and what is missing or in the way last.</summary>
    private const int MaximumLines = 60;

    /// <summary>One fact a line, what is wanted first, then hints; ends without a newline.</summary>
    public static string Of(Pool pool, ResolutionRequest request, Resolution.Failed failed)
    {
        string[] facts =
        [
            .. failed.Facts.GroupBy(fact => Sentence(pool, request, fact)).Select(group => Join(pool, group.Key, [.. group.SelectMany(Subject).Distinct()])),
        ];
        if (facts.Length > MaximumLines) facts = [.. facts[..(MaximumLines / 2)], $"({facts.Length - MaximumLines} more)", .. facts[^(MaximumLines / 2)..]];
        return string.Join('\n', facts.Concat(failed.Hints.Select(Words)));
    }

    // Facts that say the same of several versions of one package become one line.
    private static string Join(Pool pool, (string Name, string Predicate) sentence, ImmutableArray<PackageId> subjects)
    {
        if (subjects.IsEmpty) return sentence.Predicate;
        string[] versions = [.. subjects.Select(package => pool.Nevra(package).ToString()).Order(StringComparer.Ordinal)];
        return versions.Length switch
        {
            1 => $"{versions[0]} {sentence.Predicate}",
            <= 3 => $"each of {string.Join(", ", versions)} {sentence.Predicate}",
            _ => $"each of {versions.Length} versions of {sentence.Name} {sentence.Predicate}",
        };
    }

    private static (string Name, string Predicate) Sentence(Pool pool, ResolutionRequest request, Reason fact) => fact switch
    {
        Reason.Wanted { Candidates.IsEmpty: true } wanted when PackageGroups.IsGroup(request.Wanted[wanted.Index]) =>
            ("", $"{request.Wanted[wanted.Index]} is wanted, but {EmptyGroup(request, request.Wanted[wanted.Index])}"),
        Reason.Wanted { Candidates.IsEmpty: true } wanted => ("", $"{request.Wanted[wanted.Index]} is wanted, but no package that may be chosen matches it"),
        Reason.Wanted wanted => ("", $"{request.Wanted[wanted.Index]} is wanted{Matches(pool, request.Wanted[wanted.Index], wanted.Candidates)}"),
        Reason.InBase => (Name(pool, fact), "is part of the base"),
        Reason.Requires requires => (Name(pool, fact), $"requires {Text(pool, requires.Dependency)}, {Provided(pool, requires)}"),
        Reason.TooComplex complex => (Name(pool, fact), $"has a dependency with more than {NormalForm.MaximumLiterals} combinations: {Text(pool, complex.Dependency)}"),
        Reason.Conflicts conflicts => (Name(pool, fact), $"conflicts with {Text(pool, conflicts.Dependency)}{Other(pool, Text(pool, conflicts.Dependency), conflicts.Others)}"),
        Reason.Obsoletes obsoletes => (Name(pool, fact), $"obsoletes {Text(pool, obsoletes.Dependency)}, which is {pool.Nevra(obsoletes.Other)}"),
        Reason.Lockstep { Primary.IsEmpty: true } => (Name(pool, fact), $"is of the secondary architecture; {request.Architecture} has other versions of it only"),
        Reason.Lockstep lockstep => (Name(pool, fact), $"is installed only beside {List(pool, lockstep.Primary)}"),
        Reason.SameName same => (Name(pool, fact), $"and {pool.Nevra(same.Other)} cannot be installed together: they have one name"),
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static string EmptyGroup(ResolutionRequest request, string spec) => new PackageGroups(request.Comps).Find(spec).Count == 0
        ? "no group of the repositories has this id or name"
        : "none of its packages may be chosen";

    private static IEnumerable<PackageId> Subject(Reason fact) => fact switch
    {
        Reason.InBase inBase => [inBase.Package],
        Reason.Requires requires => [requires.Package],
        Reason.TooComplex complex => [complex.Package],
        Reason.Conflicts conflicts => [conflicts.Package],
        Reason.Obsoletes obsoletes => [obsoletes.Package],
        Reason.SameName same => [same.Package],
        Reason.Lockstep lockstep => [lockstep.Package],
        _ => [],
    };

    private static string Words(Hint hint) => hint.Kind switch
    {
        HintKind.NearName => $"hint: {hint.For}: did you mean {hint.Text}?",
        HintKind.OtherVersion => $"hint: {hint.For}: {hint.Text}",
        HintKind.Excluded or HintKind.HiddenByStream => $"hint: {hint.For}: {hint.Text}",
        HintKind.OtherArchitecture => $"hint: {hint.For}: {hint.Text} has it, but is of another architecture",
        HintKind.LowerPriority => $"hint: {hint.For}: {hint.Text} has it, but a repository of higher priority hides it",
        HintKind.UnknownPath => $"hint: {hint.For}: no known package has this file",
        _ => throw new ArgumentOutOfRangeException(nameof(hint)),
    };

    private static string Name(Pool pool, Reason fact) => pool.Strings.Text(pool[Subject(fact).First()].Name);

    private static string Text(Pool pool, ExpressionId id) => pool.ToDependency(id).ToString();

    private static string Matches(Pool pool, string spec, ImmutableArray<PackageId> candidates) =>
        candidates is [var only] && pool.Nevra(only).ToString() == spec ? "" : $": {List(pool, candidates)}";

    // The providers of one clause: what else a boolean dependency asks for are conditions, which hold here.
    private static string Provided(Pool pool, Reason.Requires requires) => requires switch
    {
        { Conditions: [_, ..], Providers.IsEmpty: true } => $"which nothing that may be chosen satisfies beside {List(pool, requires.Conditions, "and")}",
        { Conditions: [_, ..] } => $"which beside {List(pool, requires.Conditions, "and")} means {List(pool, requires.Providers)}",
        { Providers.IsEmpty: true } => pool[requires.Dependency].Operator == ExpressionOperator.Name
            ? "which nothing that may be chosen provides"
            : "which nothing that may be chosen satisfies",
        _ => $"provided by {List(pool, requires.Providers)}",
    };

    private static string Other(Pool pool, string dependency, ImmutableArray<PackageId> others)
    {
        if (others is [var only] && pool.Strings.Text(pool[only].Name) == dependency) return $", which is {pool.Nevra(only)}";
        return $", provided by {List(pool, others)}";
    }

    private static string List(Pool pool, ImmutableArray<PackageId> packages, string conjunction = "or")
    {
        string[] names = [.. packages.Take(3).Select(package => pool.Nevra(package).ToString())];
        return packages.Length <= 3 ? string.Join($" {conjunction} ", names) : $"{string.Join(", ", names)} and {packages.Length - 3} more";
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace InitrdComposer.Tests.Resolver;

/// <summary>Small pools full of trouble: few names, few versions, every kind of dependency.</summary>
internal static class RandomPools
{
    private static readonly Gen<string> Name = Gen.Elements("a", "b", "c", "d", "e");

    private static readonly Gen<string> Simple = Gen.Frequency(
        (3, Name),
        (1, from name in Name from relation in Gen.Elements("<", "<=", "=", ">=", ">") from version in Gen.Elements("1", "2", "2-1") select $"{name} {relation} {version}"),
        (1, Gen.Elements("x", "y", "missing")));

    private static readonly Gen<string> Boolean =
        from left in Simple
        from right in Simple
        from other in Simple
        from form in Gen.Elements(
            "({0} or {1})", "({0} and {1})", "({0} if {1})", "({0} if {1} else {2})", "({0} unless {1})", "({0} unless {1} else {2})",
            "({0} with {1})", "({0} without {1})", "({0} or ({1} and {2}))", "(({0} or {1}) if {2})")
        select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, left, right, other);

    // rpm allows no "if" here.
    private static readonly Gen<string> BooleanConflict =
        from left in Simple from right in Simple from form in Gen.Elements("or", "with", "without") select $"({left} {form} {right})";

    private static readonly Gen<string> Line = Gen.Frequency(
        (5, Simple.Select(dependency => $"=Req: {dependency}")),
        (3, Boolean.Select(dependency => $"=Req: {dependency}")),
        (2, Simple.Select(dependency => $"=Con: {dependency}")),
        (1, BooleanConflict.Select(dependency => $"=Con: {dependency}")),
        (1, Simple.Select(dependency => $"=Obs: {dependency}")),
        (2, Gen.Elements("=Prv: x", "=Prv: y", "=Prv: x = 2", "=Prv: a = 1", "=Prv: e")),
        (1, Simple.Select(dependency => $"=Rec: {dependency}")),
        (1, Simple.Select(dependency => $"=Sup: {dependency}")));

    private static readonly Gen<string[]> Package =
        from name in Name
        from version in Gen.Elements("1", "2", "3")
        from count in Gen.Choose(0, 3)
        from lines in Line.ArrayOf(count)
        select (string[])[$"=Pkg: {name} {version} 1 noarch", .. lines];

    /// <summary>One to ten packages of different NEVRA, as blocks of lines.</summary>
    public static Gen<string[][]> Packages =>
        from count in Gen.Choose(1, 10)
        from packages in Package.ArrayOf(count)
        select packages.DistinctBy(package => package[0]).ToArray();

    public static Gen<string[]> Wanted => from count in Gen.Choose(1, 3) from specs in Simple.ArrayOf(count) select specs;
}

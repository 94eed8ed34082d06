using System.Text;
using InitrdComposer.Packages;

namespace InitrdComposer.Resolver.Rules;

/// <summary>
/// Boolean dependencies as clauses over packages, after libsolv's cplxdeps: "a if b" is a or not b; "a unless b" is a and not b. Null stands for an
/// expression with too many combinations.
/// </summary>
internal sealed class BooleanExpansion(WhatProvides whatProvides)
{
    /// <summary>When the dependency is satisfied.</summary>
    public NormalForm? Of(Dependency dependency) => Expand(dependency, negated: false);

    /// <summary>When it is not.</summary>
    public NormalForm? NotOf(Dependency dependency) => Expand(dependency, negated: true);

    /// <summary>Single packages that satisfy an operand of "with" and "without".</summary>
    public IEnumerable<int> Set(Dependency dependency) => dependency switch
    {
        Dependency.Simple simple => whatProvides.Of(simple),
        Dependency.Or(var left, var right) => Set(left).Union(Set(right)),
        Dependency.With(var left, var right) => Set(left).Intersect(Set(right)),
        Dependency.And(var left, var right) => Set(left).Intersect(Set(right)),
        Dependency.Without(var left, var right) => Set(left).Except(Set(right)),
        _ => [],
    };

    private NormalForm? Expand(Dependency dependency, bool negated) => dependency switch
    {
        Dependency.Simple simple when WhatProvides.IsRpmFeature(Encoding.UTF8.GetBytes(simple.Name)) => negated ? NormalForm.False : NormalForm.True,
        Dependency.Simple or Dependency.With or Dependency.Without => negated ? NormalForm.NoneOf(Set(dependency)) : NormalForm.AnyOf(Set(dependency)),
        Dependency.And(var left, var right) => negated ? EitherNot(left, right) : NormalForm.And(Of(left), Of(right)),
        Dependency.Or(var left, var right) => negated ? NormalForm.And(NotOf(left), NotOf(right)) : NormalForm.Or(Of(left), Of(right)),
        Dependency.If(var then, var condition, var other) => negated ? NotIf(then, condition, other) : If(then, condition, other),
        Dependency.Unless(var then, var condition, null) => negated
            ? NormalForm.Or(NotOf(then), Of(condition))
            : NormalForm.And(Of(then), NotOf(condition)),

        // (a unless b else c) is (c if b else a).
        Dependency.Unless(var then, var condition, Dependency other) => negated ? NotIf(other, condition, then) : If(other, condition, then),
        _ => throw new ArgumentOutOfRangeException(nameof(dependency)),
    };

    private NormalForm? If(Dependency then, Dependency condition, Dependency? other)
    {
        NormalForm? form = NormalForm.Or(Of(then), NotOf(condition));
        return other is null ? form : NormalForm.And(form, NormalForm.Or(Of(other), Of(condition)));
    }

    private NormalForm? NotIf(Dependency then, Dependency condition, Dependency? other) =>
        NormalForm.And(EitherNot(then, condition), other is null ? Of(condition) : NormalForm.Or(NotOf(other), Of(condition)));

    private NormalForm? EitherNot(Dependency left, Dependency right) => NormalForm.Or(NotOf(left), NotOf(right));
}

using InitrdComposer.Packages;

namespace InitrdComposer.Resolver.Rules;

/// <summary>
/// Boolean dependencies as clauses over packages, after libsolv's cplxdeps: "a if b" is a or not b; "a unless b" is a and not b. Null stands for an
/// expression with too many combinations.
/// </summary>
internal sealed class BooleanExpansion(WhatProvides whatProvides)
{
    /// <summary>When the dependency is satisfied.</summary>
    public NormalForm? Of(Dependency dependency) => new BooleanForms(this).Of(dependency);

    /// <summary>When it is not.</summary>
    public NormalForm? NotOf(Dependency dependency) => new BooleanForms(this).NotOf(dependency);

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
}

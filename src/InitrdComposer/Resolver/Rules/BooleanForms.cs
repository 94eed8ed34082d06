using System.Text;
using InitrdComposer.Packages;

namespace InitrdComposer.Resolver.Rules;

/// <summary>
/// The clauses of one boolean dependency, bottom up. Each part's form and negation are made once: "if" needs its condition both ways, so that "if"
/// inside of "if" would take exponential time.
/// </summary>
internal sealed class BooleanForms(BooleanExpansion expansion)
{
    private readonly Dictionary<Dependency, NormalForm?> _forms = new(ReferenceEqualityComparer.Instance), _negations = new(ReferenceEqualityComparer.Instance);

    public NormalForm? Of(Dependency dependency) => Once(_forms, dependency, negated: false);

    public NormalForm? NotOf(Dependency dependency) => Once(_negations, dependency, negated: true);

    private NormalForm? Once(Dictionary<Dependency, NormalForm?> known, Dependency dependency, bool negated)
    {
        if (!known.TryGetValue(dependency, out NormalForm? form)) known.Add(dependency, form = Expand(dependency, negated));
        return form;
    }

    private NormalForm? Expand(Dependency dependency, bool negated) => dependency switch
    {
        Dependency.Simple simple when WhatProvides.IsRpmFeature(Encoding.UTF8.GetBytes(simple.Name)) => negated ? NormalForm.False : NormalForm.True,
        Dependency.Simple or Dependency.With or Dependency.Without => negated ? NormalForm.NoneOf(expansion.Set(dependency)) : NormalForm.AnyOf(expansion.Set(dependency)),
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

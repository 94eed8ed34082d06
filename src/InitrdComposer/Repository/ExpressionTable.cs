using System.Collections.Immutable;

namespace InitrdComposer.Repository;

/// <summary>Interned dependency expressions: an open-addressing table of ids, as <see cref="StringTable"/> has for strings.</summary>
internal sealed class ExpressionTable
{
    private readonly ImmutableArray<Expression>.Builder _expressions = ImmutableArray.CreateBuilder<Expression>(1 << 12);
    private int[] _slots = new int[1 << 13];

    public ExpressionId Intern(Expression expression)
    {
        int slot = SlotOf(expression);
        if (_slots[slot] != 0) return new(_slots[slot] - 1);
        _expressions.Add(expression);
        _slots[slot] = _expressions.Count;
        if (_expressions.Count * 2 > _slots.Length) Grow();
        return new(_expressions.Count - 1);
    }

    public ImmutableArray<Expression> ToImmutable() => _expressions.ToImmutable();

    private int SlotOf(Expression expression)
    {
        int mask = _slots.Length - 1;
        int slot = Hash(expression) & mask;
        while (_slots[slot] != 0 && _expressions[_slots[slot] - 1] != expression) slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 4];
        for (int i = 0; i < _expressions.Count; i++) _slots[SlotOf(_expressions[i])] = i + 1;
    }

    // Seeded anew in every process: metadata cannot be made so that all its dependencies fall into one slot.
    private static int Hash(Expression expression) => HashCode.Combine(expression.Operator, expression.Relation, expression.Left, expression.Right);
}

namespace InitrdComposer.Packages;

/// <summary>
/// What rpm forbids in boolean dependencies beyond their syntax (rpm 4.18, rpmrichParseCheck): "if" under "or", "unless" under "and", and anything
/// but "or", "with" and "without" under "with". One value is gathered for each pair of parentheses.
/// </summary>
internal struct BooleanChecks(bool contextMatters)
{
    private bool _noAnd;
    private bool _noOr;
    private bool _noWith;

    public readonly BooleanChecks ForOperand() => new(contextMatters);

    /// <summary>Takes over what an operand in parentheses forbids around it.</summary>
    /// <param name="operand">Its checks, after <see cref="Leave"/>.</param>
    /// <param name="before">The operator in front of it.</param>
    public void Add(BooleanChecks operand, BooleanOperator before)
    {
        // A condition is not part of the formula's result, so what surrounds it may be anything.
        bool isCondition = before is BooleanOperator.If or BooleanOperator.Unless;
        _noAnd |= operand._noAnd && !isCondition;
        _noOr |= operand._noOr && !isCondition;
        _noWith |= operand._noWith;
    }

    /// <summary>The message why the operator may not stand here, or null.</summary>
    public readonly string? Refuse(BooleanOperator @operator) => @operator switch
    {
        BooleanOperator.With or BooleanOperator.Without when _noWith => "only 'or', 'with' and 'without' inside of 'with' and 'without'",
        BooleanOperator.And or BooleanOperator.If when contextMatters && _noAnd => "'or' instead of 'unless' here",
        BooleanOperator.Or or BooleanOperator.Unless when contextMatters && _noOr => "'and' instead of 'if' here",
        _ => null,
    };

    /// <summary>At the closing parenthesis: what this expression forbids around it.</summary>
    public void Leave(BooleanOperator first, BooleanOperator last)
    {
        _noOr |= first == BooleanOperator.If;
        _noAnd |= first == BooleanOperator.Unless;
        if (last is BooleanOperator.And or BooleanOperator.Or) (_noAnd, _noOr) = (false, false);
        _noWith |= last is not (BooleanOperator.With or BooleanOperator.Without or BooleanOperator.Or);
    }
}

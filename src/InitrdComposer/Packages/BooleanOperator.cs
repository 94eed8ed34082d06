namespace InitrdComposer.Packages;

/// <summary>The words between the operands of a boolean dependency.</summary>
internal enum BooleanOperator
{
    None,
    And,
    Or,
    If,
    Unless,
    Else,
    With,
    Without,
}

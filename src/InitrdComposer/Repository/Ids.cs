namespace InitrdComposer.Repository;

/// <summary>An interned string of a <see cref="StringTable"/>; equal ids are equal bytes.</summary>
public readonly record struct StringId(int Index);

/// <summary>A package of a <see cref="Pool"/>.</summary>
public readonly record struct PackageId(int Index);

/// <summary>An interned dependency expression of a <see cref="Pool"/>; equal ids are equal expressions.</summary>
public readonly record struct ExpressionId(int Index);

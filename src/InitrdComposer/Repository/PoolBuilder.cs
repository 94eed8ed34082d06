using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Packages;

namespace InitrdComposer.Repository;

/// <summary>
/// Fills a pool: intern names, add a package, then its dependencies and files, then the next package. What metadata formats have in common.
/// </summary>
public sealed class PoolBuilder
{
    private readonly ExpressionTable _expressions = new();
    private readonly ImmutableArray<PackageColumns>.Builder _packages = ImmutableArray.CreateBuilder<PackageColumns>();
    private readonly List<(PackageId Package, ExpressionId Id)>[] _dependencies = [.. Enum.GetValues<DependencyKind>().Select(_ => new List<(PackageId, ExpressionId)>())];
    private readonly List<(PackageId Package, StringId Id)> _files = [];
    private readonly RowsBuilder<byte> _checksums = new();

    public StringTable Strings { get; } = new();

    public int PackageCount => _packages.Count;

    /// <param name="package">Its row.</param>
    /// <param name="checksum">Of the package file.</param>
    public PackageId Add(PackageColumns package, Digest checksum)
    {
        _packages.Add(package);
        _checksums.Add([(byte)checksum.Algorithm, .. Convert.FromHexString(checksum.Hex)]);
        return new(_packages.Count - 1);
    }

    public void AddDependency(PackageId package, DependencyKind kind, ExpressionId dependency) =>
        _dependencies[(int)kind].Add((package, dependency));

    public void AddFile(PackageId package, StringId path) => _files.Add((package, path));

    public ExpressionId Intern(Expression expression) => _expressions.Intern(expression);

    /// <summary>A name, perhaps with a range; the common case, without an object.</summary>
    public ExpressionId InternName(StringId name, VersionRelation relation, StringId evr) =>
        Intern(new Expression(ExpressionOperator.Name, relation, name.Index, relation == VersionRelation.Any ? StringTable.Empty.Index : evr.Index));

    public ExpressionId Intern(Dependency dependency) => dependency switch
    {
        Dependency.Simple simple => InternName(
            Strings.Intern(simple.Name), simple.Relation, simple.Evr is Evr evr ? Strings.Intern(evr.ToString()) : StringTable.Empty),
        Dependency.And(Dependency left, Dependency right) => InternPair(ExpressionOperator.And, left, right),
        Dependency.Or(Dependency left, Dependency right) => InternPair(ExpressionOperator.Or, left, right),
        Dependency.With(Dependency left, Dependency right) => InternPair(ExpressionOperator.With, left, right),
        Dependency.Without(Dependency left, Dependency right) => InternPair(ExpressionOperator.Without, left, right),
        Dependency.If(var then, var condition, var other) => InternCondition(ExpressionOperator.If, then, condition, other),
        Dependency.Unless(var then, var condition, var other) => InternCondition(ExpressionOperator.Unless, then, condition, other),
        _ => throw new ArgumentOutOfRangeException(nameof(dependency)),
    };

    public Pool Build() => new(
        Strings, _expressions.ToImmutable(), _packages.ToImmutable(), _checksums.Build(),
        [.. _dependencies.Select(pairs => new Rows<ExpressionId>(_packages.Count, pairs))],
        new Rows<StringId>(_packages.Count, _files));

    private ExpressionId InternPair(ExpressionOperator @operator, Dependency left, Dependency right) =>
        InternPair(@operator, Intern(left), Intern(right));

    private ExpressionId InternPair(ExpressionOperator @operator, ExpressionId left, ExpressionId right) =>
        Intern(new Expression(@operator, VersionRelation.Any, left.Index, right.Index));

    private ExpressionId InternCondition(ExpressionOperator @operator, Dependency then, Dependency condition, Dependency? other)
    {
        ExpressionId right = Intern(condition);
        if (other is not null) right = InternPair(ExpressionOperator.Else, right, Intern(other));
        return InternPair(@operator, Intern(then), right);
    }
}

using System.Collections.Immutable;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Why a clause must hold: one fact of the request or of the metadata.</summary>
public abstract record Reason
{
    private Reason()
    {
    }

    /// <summary>Something is wanted.</summary>
    /// <param name="Index">Index into <see cref="ResolutionRequest.Wanted"/>.</param>
    /// <param name="Candidates">Each of these would do; empty: nothing matches.</param>
    public sealed record Wanted(int Index, ImmutableArray<PackageId> Candidates) : Reason;

    /// <summary>A package of the fixed base is there.</summary>
    public sealed record InBase(PackageId Package) : Reason;

    /// <summary>A package requires something.</summary>
    /// <param name="Providers">Each of these would do; empty: nothing provides it.</param>
    public sealed record Requires(PackageId Package, ExpressionId Dependency, ImmutableArray<PackageId> Providers) : Reason
    {
        /// <summary>It is asked for only beside all of these; empty: in any case.</summary>
        public ImmutableArray<PackageId> Conditions { get; init; } = [];
    }

    /// <summary>A package's dependency has more combinations than the resolver expands, so the package is not installed.</summary>
    public sealed record TooComplex(PackageId Package, ExpressionId Dependency) : Reason;

    /// <summary>A package conflicts with something that the others provide.</summary>
    public sealed record Conflicts(PackageId Package, ExpressionId Dependency, ImmutableArray<PackageId> Others) : Reason;

    /// <summary>A package obsoletes another one.</summary>
    public sealed record Obsoletes(PackageId Package, ExpressionId Dependency, PackageId Other) : Reason;

    /// <summary>A package of the secondary architecture is installed only beside the same version of the first one, where that has the name.</summary>
    /// <param name="Primary">Those packages; empty: the first architecture has other versions only.</param>
    public sealed record Lockstep(PackageId Package, ImmutableArray<PackageId> Primary) : Reason;

    /// <summary>Two packages of one name, of which only one can be installed.</summary>
    public sealed record SameName(PackageId Package, PackageId Other) : Reason;
}

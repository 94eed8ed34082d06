using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace InitrdComposer.Questions.Verification;

/// <summary>Whose signatures count, by the role that each has: who may sign a lock is not thereby believed about what was built, nor the other way round.</summary>
/// <param name="Provenance">By whose keys provenances must be signed; none: nobody asks.</param>
/// <param name="Locks">That signatures of locks must lead to; none: nobody asks.</param>
public sealed record TrustedSigners(ImmutableArray<X509Certificate2> Provenance, ImmutableArray<X509Certificate2> Locks);

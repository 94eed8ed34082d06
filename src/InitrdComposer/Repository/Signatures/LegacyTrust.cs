using InitrdComposer.Diagnostics;

namespace InitrdComposer.Repository.Signatures;

/// <summary>What a recipe lets pass is said whenever it counts.</summary>
public static class LegacyTrust
{
    /// <param name="repository">Its id.</param>
    public static Notice Of(string repository) => new(
        SignatureDiagnostics.WeakHash, $"repository {repository}: trust = \"legacy\": whoever can make two files of one MD5 or SHA-1 can replace its packages", Hint: "ask its owner for SHA-256");
}

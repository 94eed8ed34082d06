using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository.Signatures;

/// <summary>The detached signature of repomd.xml, which lies beside it.</summary>
internal static class RepomdSignature
{
    public const string Location = RepositoryIndex.Location + ".asc";

    /// <summary>Whether repomd.xml is one that a key of its repository signed.</summary>
    /// <param name="repomd">It, with its signature from the same place: mirrors are updated one after the other.</param>
    /// <exception cref="UnfitContentException">There is no signature, none counts, or it is something else.</exception>
    /// <exception cref="ComposerException">A signature cannot be verified on this machine.</exception>
    public static async Task RequireAsync(SignaturePolicy policy, ServedContent repomd)
    {
        string url = repomd.Mirror.Append(Location).ToString();
        byte[]? bytes = await repomd.FindBesideAsync(Location, new Expected(null, null, SignatureReader.MaxFile, SignatureDiagnostics.Repomd));
        if (bytes is null)
        {
            throw Refuse(url, "none", "one of a key of its repository", "if the repository signs packages alone: signatures = \"packages\", or a metalink, which vouches for repomd.xml");
        }

        Verdict.Refused? why = null;
        foreach (Signature signature in Read(bytes, url))
        {
            using Stream data = repomd.Open();
            Verdict verdict = Judge(policy, signature, data, url);
            if (verdict is Verdict.Good) return;
            if (verdict is Verdict.Refused refused && (why is null || why.Reason == Refusal.UnknownKey)) why = refused;
        }

        throw why!.Reason == Refusal.BadSignature
            ? Refuse(url, why.Got, why.Expected, "the mirror is in the middle of an update, or repomd.xml was changed after it was signed", mayPass: true)
            : Refuse(url, why.Got, why.Expected, SignatureDiagnostics.HintOf(why.Reason));
    }

    private static Verdict Judge(SignaturePolicy policy, Signature signature, Stream data, string url)
    {
        try
        {
            return policy.Judge(signature, data);
        }
        catch (MissingLibraryException missing)
        {
            throw new ComposerException(RepositoryDiagnostics.MissingLibrary, missing.Message, new SourceLocation(url), cause: missing);
        }
    }

    private static ImmutableArray<Signature> Read(byte[] bytes, string url)
    {
        try
        {
            return SignatureReader.ReadDetached(bytes);
        }
        catch (MalformedDataException malformed)
        {
            throw new UnfitContentException(
                ComposerException.Malformed(SignatureDiagnostics.Of(malformed.Fault), url, malformed, "a detached signature is expected, as gpg --detach-sign makes it"), mayPass: true);
        }
    }

    private static UnfitContentException Refuse(string url, string got, string expected, string hint, bool mayPass = false) =>
        new(new(SignatureDiagnostics.Repomd, $"signature of repomd.xml: got {got}, expected {expected}", new SourceLocation(url), hint), mayPass);
}

using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository.Signatures;

/// <summary>The detached signature of repomd.xml, which lies beside it.</summary>
internal static class RepomdSignature
{
    public const string Location = RepositoryIndex.Location + ".asc";

    /// <summary>Where a reader of signatures meets something else.</summary>
    private static readonly string[] Other = ["packet type", "armor header line", "armor", "signatures"];

    /// <summary>Whether repomd.xml is one that a key of its repository signed.</summary>
    /// <param name="repomd">It.</param>
    /// <param name="mirrors">Where it is from.</param>
    /// <exception cref="ComposerException">There is no signature, none counts, or it is something else.</exception>
    public static async Task RequireAsync(SignaturePolicy policy, VerifiedFile repomd, Mirrors mirrors, Downloader downloader, CancellationToken cancellation)
    {
        string url = mirrors.Append(Location).ToString();
        ImmutableArray<Signature> signatures = Read(await FetchAsync(mirrors, downloader, cancellation), url);
        Verdict.Refused? why = null;
        foreach (Signature signature in signatures)
        {
            using Stream data = repomd.OpenStream();
            Verdict verdict = Judge(policy, signature, data, url);
            if (verdict is Verdict.Good) return;
            if (verdict is Verdict.Refused refused && (why is null || why.Reason == Refusal.UnknownKey)) why = refused;
        }

        throw new ComposerException(
            SignatureDiagnostics.Repomd, $"signature of repomd.xml: got {why!.Got}, expected {why.Expected}", new SourceLocation(url),
            why.Reason == Refusal.BadSignature ? "the mirror is in the middle of an update, or repomd.xml was changed after it was signed" : "docs/reference/signatures.md says what makes a signature count");
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

    private static async Task<byte[]> FetchAsync(Mirrors mirrors, Downloader downloader, CancellationToken cancellation)
    {
        try
        {
            using VerifiedFile file = await downloader.FetchAsync(mirrors, Location, new Expected(null, null, SignatureReader.MaxFile, SignatureDiagnostics.Repomd), cancellation);
            using Stream stream = file.OpenStream();
            var bytes = new byte[file.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound || missing.Id == TransportDiagnostics.Refused)
        {
            throw new ComposerException(
                SignatureDiagnostics.Repomd, $"signature of repomd.xml: got none, expected one of a key of its repository: {missing.Message}", new SourceLocation(mirrors.Append(Location).ToString()),
                "if the repository signs packages alone: signatures = \"packages\", or a metalink, which vouches for repomd.xml", missing);
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
            throw ComposerException.Malformed(Other.Contains(malformed.Field) ? SignatureDiagnostics.NotDetached : SignatureDiagnostics.Malformed, url, malformed, "a detached signature is expected, as gpg --detach-sign makes it");
        }
    }
}

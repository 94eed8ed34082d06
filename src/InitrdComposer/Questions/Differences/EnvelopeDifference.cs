using InitrdComposer.Formats;
using InitrdComposer.Formats.Dsse;

namespace InitrdComposer.Questions.Differences;

/// <summary>Compares what envelopes hold with a statement that was made anew; who signed them, nobody asks here.</summary>
internal static class EnvelopeDifference
{
    private const string Payload = "payload";

    /// <returns>Null where they hold it, byte for byte.</returns>
    public static Difference? Find(byte[] given, byte[] statement)
    {
        try
        {
            DsseEnvelope? other = DsseReader.ReadBundle(given).FirstOrDefault(envelope => !envelope.Payload.Span.SequenceEqual(statement));
            return other is null ? null
                : (JsonDifference.Find(other.Payload.ToArray(), statement) ?? TextDifference.Find(other.Payload.ToArray(), statement))?.Inside(Payload, 0)
                    ?? new(Payload, "content", $"{Digest.Sha256Of(other.Payload.Span)}", $"{Digest.Sha256Of(statement)}");
        }
        catch (MalformedDataException damage)
        {
            return Difference.Of(damage);
        }
    }
}

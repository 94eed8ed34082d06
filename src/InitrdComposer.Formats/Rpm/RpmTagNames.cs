namespace InitrdComposer.Formats.Rpm;

/// <summary>Tags in messages: "FILEMODES (1030)".</summary>
internal static class RpmTagNames
{
    public static string Of(RpmTag tag) => Enum.IsDefined(tag) ? $"{tag.ToString().ToUpperInvariant()} ({(int)tag})" : $"tag {(int)tag}";
}

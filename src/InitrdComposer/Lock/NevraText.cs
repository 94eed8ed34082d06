using InitrdComposer.Formats;
using InitrdComposer.Packages;

namespace InitrdComposer.Lock;

/// <summary>Reads "name-[epoch:]version-release.arch": neither version nor release has a '-', and no architecture has a '.'.</summary>
internal static class NevraText
{
    /// <summary>Null for what is no such text. A missing epoch is 0, for a package's epoch is known.</summary>
    public static Nevra? Parse(string text)
    {
        int arch = text.LastIndexOf('.');
        if (arch <= 0) return null;
        int release = text.LastIndexOf('-', arch - 1);
        if (release <= 0) return null;
        int version = text.LastIndexOf('-', release - 1);
        bool hasParts = version > 0 && version + 1 < release && release + 1 < arch && arch + 1 < text.Length;
        if (!hasParts || text.Any(char.IsControl)) return null;
        try
        {
            Evr evr = Evr.Parse(text[(version + 1)..arch]);
            return new(text[..version], evr with { Epoch = evr.Epoch ?? 0 }, text[(arch + 1)..]);
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }
}

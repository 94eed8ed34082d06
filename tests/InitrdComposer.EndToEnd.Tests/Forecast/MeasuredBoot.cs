namespace InitrdComposer.EndToEnd.Tests.Forecast;

/// <summary>What /init found after a boot.</summary>
/// <param name="Pcrs">By bank and number, in lower-case hex.</param>
/// <param name="Variables">Secure Boot's variables as efivarfs has them, by file name.</param>
internal sealed record MeasuredBoot(Dictionary<(string Bank, int Pcr), string> Pcrs, Dictionary<string, byte[]> Variables)
{
    public static MeasuredBoot Of(IEnumerable<string> console)
    {
        string[][] lines = [.. console.Select(line => line.Split(' '))];
        return new(
            lines.Where(words => words is ["PCR", _, _, _]).ToDictionary(words => (words[1], int.Parse(words[2])), words => words[3].ToLowerInvariant()),
            lines.Where(words => words is ["VARIABLE", _, _]).ToDictionary(words => words[1], words => Convert.FromBase64String(words[2])));
    }
}

using System.Globalization;

namespace InitrdComposer.Testing;

/// <summary>A process that a program of a test has started.</summary>
public static class StartedProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whether it ends, within what a busy machine takes to end what was killed.</summary>
    /// <param name="numberFile">Holds its number.</param>
    public static bool Ends(string numberFile)
    {
        string status = $"/proc/{int.Parse(File.ReadAllText(numberFile), CultureInfo.InvariantCulture)}/stat";
        return SpinWait.SpinUntil(() => HasEnded(status), Patience);
    }

    /// <summary>Gone, or waiting for nobody but its parent.</summary>
    private static bool HasEnded(string status)
    {
        try
        {
            return File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}

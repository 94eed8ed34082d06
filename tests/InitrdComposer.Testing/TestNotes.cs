namespace InitrdComposer.Testing;

/// <summary>What tests measured, for whoever runs them: build/test prints it at the end.</summary>
public static class TestNotes
{
    private static readonly Lock Gate = new();

    public static void Add(string line)
    {
        lock (Gate)
        {
            Directory.CreateDirectory(Checkout.Artifact("test-results"));
            File.AppendAllLines(Checkout.Artifact("test-results", "notes.txt"), [line]);
        }
    }
}

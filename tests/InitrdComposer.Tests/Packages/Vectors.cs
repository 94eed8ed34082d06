using InitrdComposer.Testing;

namespace InitrdComposer.Tests.Packages;

/// <summary>Rows of the tab-separated vectors in tests/fixtures/resolver; lines that begin with '#' name the columns.</summary>
internal static class Vectors
{
    public static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Checkout.Fixture("resolver", file)).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'));
}

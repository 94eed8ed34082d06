using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Import.Dracut.Conf;

public sealed class FileVersionOrderTests
{
    private static readonly string[] Parts = ["1", "01", "10", "9", "a", "B", "-", "_", ".", "~", "+", ".conf", ".conf", "x.y", "^"];

    [Fact]
    public void NamesAreInTheOrderOfSortV()
    {
        Tool sort = Tool.Require("sort", "coreutils");
        var random = new Random(7);
        string[] names = [.. Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Parts[random.Next(Parts.Length)]))).Where(name => name[0] != '.').Distinct()];
        using var folder = new TempFolder();
        File.WriteAllLines(folder["names"], names);
        ToolResult sorted = sort.Start(null, new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C" }, "-V", folder["names"]);
        Assert.Equal(sorted.Output.TrimEnd('\n').Split('\n'), names.Order(FileVersionOrder.Instance));
    }
}

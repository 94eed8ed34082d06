using InitrdComposer.Testing;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

public sealed class VersionOrderTests
{
    /// <summary>The chain that UAPI.10 gives as its example, among others.</summary>
    private static readonly string[] Versions =
    [
        "", "~1", "~", "11", "systemd-123", "systemd123", "foo-123", "bar-123", "123a", "123.a", "123.b", "123a.1", "123-3", "123-3.1", "123.1.1", "0-", "0-^", "0_", "1_", "0_1", "1_2_3", "122.1",
        "123~rc1-1", "123~rc1", "123", "123^45.67", "123^", "123.a-1", "123.1-1", "123a-1", "124-1", "1.0.0", "1.0.0-1", "1.0", "6.12.117+deb13-cloud-amd64", "6.12.99+deb13-cloud-amd64",
        "demo-6.12.efi", "demo-7.0.efi", "A", "a", "B", "00123", "1~~", "1~", "1^", "1.", "α1", "1",
    ];

    [Fact]
    public void OrderIsSystemds()
    {
        Tool analyze = Tool.Require("systemd-analyze", "systemd");
        (string A, string B)[] pairs = [.. Versions.SelectMany((a, i) => Versions.Where((_, j) => (i * 7 + j * 3) % 11 == 0).Select(b => (a, b)))];
        Assert.True(pairs.Length > 150);
        foreach ((string a, string b) in pairs)
        {
            string output = analyze.Start(null, null, "compare-versions", a, b).Output.Trim();
            string expected = output.Contains(" == ", StringComparison.Ordinal) ? "==" : output.Contains(" < ", StringComparison.Ordinal) ? "<" : ">";
            int order = VersionOrder.Instance.Compare(a, b);
            Assert.Equal((a, b, expected), (a, b, order == 0 ? "==" : order < 0 ? "<" : ">"));
        }
    }

    [Fact]
    public void NothingIsOlderThanSomething() => Assert.True(VersionOrder.Instance.Compare(null, "0") < 0);
}

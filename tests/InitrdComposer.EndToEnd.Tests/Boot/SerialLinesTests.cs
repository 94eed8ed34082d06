using System.Text;
using InitrdComposer.Cli.Boot;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Boot;

public sealed class SerialLinesTests
{
    [Theory]
    [InlineData("plain\r\n", "plain")]
    [InlineData("\u001bc\u001b[?7l\u001b[2J[    0.000000] Linux\n", "[    0.000000] Linux")]
    [InlineData("\u001b[0;1;31mFailed\u001b[0m\n", "Failed")]
    [InlineData("loading \\EFI\\BOOT\n", "loading \\EFI\\BOOT")]
    [InlineData("tab\there\n", "tab here")]
    [InlineData("bell\u0007 \u202Ebidi\n", "bell\\x07 \\xE2\\x80\\xAEbidi")]
    public void LinesAreSafeToPrint(string console, string line) => Assert.Equal([line], new SerialLines().Add(Encoding.UTF8.GetBytes(console)));

    [Fact]
    public void LinesMayArriveInPieces()
    {
        var lines = new SerialLines();
        Assert.Empty(lines.Add("SWITCH-"u8));
        Assert.Equal(["SWITCH-ROOT", ""], lines.Add("ROOT\n\nlo"u8));
        Assert.Equal("lo", lines.Take());
    }

    [Fact]
    public void EndlessLinesAreCut() => Assert.Equal(2, new SerialLines().Add(Enumerable.Repeat((byte)'x', 9000).ToArray()).Count);
}

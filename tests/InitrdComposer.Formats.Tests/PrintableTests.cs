using System.Text;
using Xunit;

namespace InitrdComposer.Formats.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("usr/bin/[", "usr/bin/[")]
    [InlineData("grüße", "grüße")]
    [InlineData("a\u001b[31mred", @"a\x1B[31mred")]
    [InlineData("line\nbreak", @"line\x0Abreak")]
    [InlineData("bidi\u202Etxt", @"bidi\xE2\x80\xAEtxt")]
    [InlineData(@"back\slash", @"back\\slash")]
    public void HidesWhatTerminalsObey(string name, string printed) => Assert.Equal(printed, Printable.Escape(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void ShowsInvalidBytesAsHex() => Assert.Equal(@"a\xFFb", Printable.Escape([(byte)'a', 0xFF, (byte)'b']));
}

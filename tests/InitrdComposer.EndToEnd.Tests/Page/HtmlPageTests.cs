using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InitrdComposer.Cli.Page;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>The file that is written, before any browser has seen it.</summary>
public sealed partial class HtmlPageTests
{
    [Fact]
    public void ADocumentCanBeTakenOutOfThePageAsItWas()
    {
        var document = new ReportDocument([.. HostilePaths.All.Select(path => new ReportFile(path, "unknown", path, 1, 2))]) { Names = [.. HostilePaths.All.Take(2)] };
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json)) document.Write(writer);
        string embedded = Between(Write(document), "<script type=\"application/json\" id=\"report\">", "</script>");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json.ToArray()), JsonNode.Parse(embedded)));
        Assert.DoesNotMatch("[<>&]", embedded);
    }

    [Fact]
    public void ThePolicyAllowsThePagesOwnStyleAndScriptAndNothingElse()
    {
        string page = Write(new(ReportFile.Few));
        string style = Between(page, "<style>", "</style>");
        string script = Between(page, "<script type=\"module\">", "</script>");
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{Digest(style)}'; script-src 'sha256-{Digest(script)}'; base-uri 'none'; form-action 'none'",
            Between(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\">"));
        Assert.DoesNotMatch(Elsewhere(), page);
    }

    [Fact]
    public void AllOfThePagesFilesAreInIt()
    {
        string page = Write(new(ReportFile.Few));
        string[] files = [.. Directory.GetFiles(Path.Combine(Checkout.Root, "src", "InitrdComposer.Cli", "Page"), "*.*s").Where(file => Path.GetExtension(file) is ".js" or ".css")];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(File.ReadAllText(file), page, StringComparison.Ordinal));
    }

    [Fact]
    public void TheSameDocumentGivesTheSameBytes() => Assert.Equal(Write(new(ReportFile.Many(100))), Write(new(ReportFile.Many(100))));

    private static string Write(ReportDocument document)
    {
        using var page = new MemoryStream();
        HtmlPage.Write(page, document.Write);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    private static string Between(string text, string start, string end)
    {
        int first = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[first..text.IndexOf(end, first, StringComparison.Ordinal)];
    }

    private static string Digest(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Addresses, and what loads from one.</summary>
    [GeneratedRegex(@"https?:|//[a-z]+\.|url\(|@import|\bfetch\(|XMLHttpRequest|\bimport\b|innerHTML|\beval\b", RegexOptions.None, 1000)]
    private static partial Regex Elsewhere();
}

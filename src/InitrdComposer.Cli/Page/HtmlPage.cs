using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InitrdComposer.Cli.Page;

/// <summary>
/// One self-contained HTML file that shows what `diff --json` prints, of two images or of one. Its Content-Security-Policy (CSP level 3) lets it run its own style
/// and script, by their digests, and nothing else: no network, no forms, no other script whatever a path in the document holds.
/// </summary>
internal static class HtmlPage
{
    private static readonly string[] Places = ["{policy}", "{style}", "{report}", "{script}"];

    /// <summary>In the order of their rules.</summary>
    private static readonly string[] Styles = ["base.css", "layout.css", "map.css", "tables.css", "print.css"];

    /// <summary>One module when they are put together: a file uses those before it, and functions of any of them once it runs.</summary>
    private static readonly string[] Scripts =
    [
        "dom.js", "text.js", "report.js", "view.js", "search.js", "kinds.js", "squarify.js", "hierarchy.js", "colours.js", "tiles.js", "details.js", "map.js",
        "mapkeys.js", "table.js", "columns.js", "lists.js", "tabs.js", "bars.js", "overview.js", "theme.js", "start.js",
    ];

    /// <summary>Escapes "&lt;" and "&amp;" too, and all but ASCII: no text of a document can end the element that it is in.</summary>
    private static readonly JsonWriterOptions InMarkup = new() { Encoder = JavaScriptEncoder.Default };

    /// <param name="output">Gets the page as UTF-8 and stays open.</param>
    /// <param name="writeReport">Writes the document of docs/reference/diff.schema.json, by values alone: raw JSON would not be escaped.</param>
    public static void Write(Stream output, Action<Utf8JsonWriter> writeReport)
    {
        string style = Joined(Styles);
        string script = Joined(Scripts);
        string[] around = Resource("page.html").Split(Places, StringSplitOptions.None);
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        text.Write(around[0]);
        text.Write($"default-src 'none'; style-src {Source(style)}; script-src {Source(script)}; base-uri 'none'; form-action 'none'");
        text.Write(around[1]);
        text.Write(style);
        text.Write(around[2]);
        text.Flush();
        using (var json = new Utf8JsonWriter(output, InMarkup)) writeReport(json);
        text.Write(around[3]);
        text.Write(script);
        text.Write(around[4]);
    }

    /// <summary>What CSP compares with the digest of an element's text.</summary>
    private static string Source(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Joined(IEnumerable<string> names) => string.Concat(names.Select(Resource));

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Page/{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

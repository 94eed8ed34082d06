using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>What is said of an image that was written.</summary>
internal static class LinkReport
{
    public static void Print(ParseResult parsed, string path, LinkedUki linked)
    {
        if (!parsed.GetValue(GlobalOptions.Json))
        {
            Run.Print(linked.Notices);
            Console.Write(EfiText.Sections(linked.Sections));
            return;
        }

        Console.WriteLine(JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("output", path);
            json.WriteNumber("size", linked.Length);
            EfiJson.Write(json, linked.Sections);
            json.WriteStartArray("notices");
            foreach (Notice notice in linked.Notices)
            {
                json.WriteStartObject();
                json.WriteString("id", notice.Id.ToString());
                json.WriteString("file", notice.Location?.File);
                json.WriteString("message", notice.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }
}

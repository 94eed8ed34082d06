using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Manifest.Budget;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `budget --json` prints: docs/reference/budget.md.</summary>
internal static class BudgetJson
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<BudgetReport> reports)
    {
        json.WriteStartObject();
        json.WriteBoolean("isOver", reports.Any(report => report.Over.Any()));
        json.WriteStartArray("images");
        foreach (BudgetReport report in reports)
        {
            json.WriteStartObject();
            json.WriteString("name", report.Now.Image);
            json.WriteNumber("stored", report.Now.Stored);
            json.WriteNumber("unpacked", report.Now.Unpacked);
            json.WriteNumber("modules", report.Now.Modules);
            if (report.Before is not null)
            {
                json.WriteStartObject("before");
                json.WriteString("name", report.Before.Image);
                json.WriteNumber("stored", report.Before.Stored);
                json.WriteNumber("unpacked", report.Before.Unpacked);
                json.WriteNumber("modules", report.Before.Modules);
                json.WriteEndObject();
            }

            json.WriteStartArray("limits");
            foreach (BudgetRow row in report.Rows)
            {
                json.WriteStartObject();
                json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(row.Kind.ToString()));
                if (row.Name is not null) json.WriteString("name", row.Name);
                if (row.Text is not null) json.WriteString("text", row.Text);
                if (row.Limit is long limit) json.WriteNumber("limit", limit);
                json.WriteNumber("actual", row.Actual);
                json.WriteString("verdict", JsonNamingPolicy.CamelCase.ConvertName(row.Verdict.ToString()));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("changes");
            foreach (SizeChange change in report.Changes)
            {
                json.WriteStartObject();
                json.WriteString("kind", change.IsPackage ? "package" : "class");
                json.WriteString("name", change.Name);
                json.WriteNumber("unpacked", change.Unpacked);
                json.WriteNumber("stored", change.Stored);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

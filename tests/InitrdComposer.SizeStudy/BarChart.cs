using System.Security;
using System.Text;
using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>A bar of a chart.</summary>
/// <param name="Label">On its left.</param>
/// <param name="Figure">On its right: the whole.</param>
/// <param name="Values">Of each part, in the order of the chart's parts.</param>
internal sealed record Bar(string Label, string Figure, IReadOnlyList<double> Values);

/// <summary>Stacked horizontal bars as SVG: readable on light and on dark ground, with the fonts that are there.</summary>
/// <param name="title">What is shown, and in which unit.</param>
/// <param name="parts">What the bars are stacked of.</param>
/// <param name="figureOf">A part's value, for the words that a pointer over it shows.</param>
internal sealed class BarChart(string title, IReadOnlyList<string> parts, Func<double, string> figureOf)
{
    private const int Width = 860, Left = 220, Right = 90, Top = 44, Step = 34, Thickness = 22, LegendStep = 22, LegendColumns = 4;

    /// <summary>By Okabe and Ito, who chose them for all kinds of colour vision; the last is for what is left over.</summary>
    private static readonly string[] Colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#7f6fc4", "#8c8c8c"];

    public static int MaxParts => Colours.Length;

    public string Draw(IReadOnlyList<Bar> bars)
    {
        double scale = (Width - Left - Right) / Math.Max(bars.Max(bar => bar.Values.Sum()), double.Epsilon);
        int legend = Top + (bars.Count * Step) + 12;
        int height = legend + (parts.Count > 1 ? ((parts.Count + LegendColumns - 1) / LegendColumns * LegendStep) : 0) + 8;
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-labelledby="title">""");
        Line($"""<title id="title">{Text(title)}</title>""");
        Line($"<style>.ground{{fill:#fff}}text{{fill:#1f2328;font:14px system-ui,-apple-system,sans-serif}}.head{{font-weight:600}}.edge{{stroke:#fff}}@media(prefers-color-scheme:dark){{.ground{{fill:#0d1117}}text{{fill:#e6edf3}}.edge{{stroke:#0d1117}}}}</style>");
        Line($"""<rect class="ground" width="{Width}" height="{height}"/>""");
        Line($"""<text class="head" x="12" y="26">{Text(title)}</text>""");
        for (int i = 0; i < bars.Count; i++) DrawBar(bars[i], Top + (i * Step));
        for (int i = 0; i < parts.Count && parts.Count > 1; i++) DrawKey(i, legend + (i / LegendColumns * LegendStep));
        Line($"</svg>");
        return svg.ToString();

        void DrawBar(Bar bar, int y)
        {
            Line($"""<text x="{Left - 10}" y="{y + 16}" text-anchor="end">{Text(bar.Label)}</text>""");
            double x = Left;
            for (int i = 0; i < bar.Values.Count; i++)
            {
                double width = bar.Values[i] * scale;
                if (width < 0.05) continue;
                Line($"""<rect class="edge" x="{x:0.##}" y="{y}" width="{width:0.##}" height="{Thickness}" fill="{Colours[i]}"><title>{Text($"{bar.Label}: {parts[i]} {figureOf(bar.Values[i])}")}</title></rect>""");
                x += width;
            }

            Line($"""<text x="{x + 8:0.##}" y="{y + 16}">{Text(bar.Figure)}</text>""");
        }

        void DrawKey(int part, int y)
        {
            int x = 12 + (part % LegendColumns * ((Width - 12) / LegendColumns));
            Line($"""<rect x="{x}" y="{y}" width="14" height="14" fill="{Colours[part]}"/><text x="{x + 20}" y="{y + 12}">{Text(parts[part])}</text>""");
        }

        void Line(FormattableString text) => svg.Append(Invariant(text)).Append('\n');
    }

    private static string Text(string text) => SecurityElement.Escape(text);
}

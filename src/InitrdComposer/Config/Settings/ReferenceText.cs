using System.Text;

namespace InitrdComposer.Config.Settings;

/// <summary>The reference page of the settings, as Markdown.</summary>
internal sealed class ReferenceText
{
    private readonly StringBuilder _text = new();
    private bool _isInTable;

    public void Paragraph(string text)
    {
        if (_isInTable) _text.Append('\n');
        _isInTable = false;
        _text.Append(null, $"{text}\n\n");
    }

    /// <summary>A heading, what the table is for, and what it means that it is missing.</summary>
    public void Section(string header, string description, string? whenUnset)
    {
        Paragraph($"## `{header}`");
        Paragraph(description + (whenUnset is null ? "" : $" When it is missing: {whenUnset}."));
    }

    public void Row(string key, string type, string standard, string description)
    {
        if (!_isInTable) _text.Append("| key | type | default | |\n|---|---|---|---|\n");
        _isInTable = true;
        _text.Append(null, $"| `{key}` | {Cell(type)} | {Cell(standard)} | {Cell(description)} |\n");
    }

    public void Example(string toml) => Paragraph($"```toml\n{toml}\n```");

    public override string ToString() => _text.ToString().TrimEnd('\n') + "\n";

    private static string Cell(string text) => text.Replace("|", @"\|", StringComparison.Ordinal);
}

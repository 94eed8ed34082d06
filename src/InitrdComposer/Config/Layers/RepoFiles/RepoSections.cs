using System.Globalization;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Ini;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers.RepoFiles;

/// <summary>The sections of one .repo file -> what a recipe would say, with the file's lines.</summary>
internal sealed class RepoSections(RepoVariables variables, SettingSource source)
{
    private const string Main = "main";

    private readonly Dictionary<string, Notice> _notices = new(StringComparer.Ordinal);

    /// <summary>One an option, however many sections have it.</summary>
    public IEnumerable<Notice> Notices => _notices.Values;

    /// <returns>A table of [[repositories]] for each enabled section.</returns>
    public IEnumerable<TomlTable> Read(IniDocument document) => document.Sections.Where(section => section.Name != Main && IsEnabled(section)).Select(Table);

    /// <summary>dnf's default is that it is; the last of several assignments holds.</summary>
    private bool IsEnabled(IniSection section) => section.Assignments.LastOrDefault(assignment => assignment.Name == "enabled") is not IniAssignment enabled || IsTrue(enabled);

    private bool IsTrue(IniAssignment assignment)
    {
        string value = variables.Expand(assignment.Lines[0], source);
        if (RepoOptions.IsTrue(value)) return true;
        return RepoOptions.IsFalse(value) ? false : throw Wrong(assignment, value, "1, yes, true, on, or 0, no, false, off");
    }

    private TomlTable Table(IniSection section)
    {
        var entries = new Dictionary<string, TomlEntry>(StringComparer.Ordinal)
        {
            ["id"] = new("id", section.Position, TomlString.Of(section.Position, Id(section))),
        };
        foreach (IniAssignment assignment in section.Assignments)
        {
            if (Entry(assignment) is TomlEntry entry) entries[entry.Key] = entry;
        }

        // As libdnf 0.74 chooses: Repo::Impl::lrHandleInitRemote.
        string? place = ((string[])["metalink", "mirrorlist", "baseurl"]).FirstOrDefault(entries.ContainsKey);
        if (place is null) throw new ComposerException(RecipeDiagnostics.Missing, $"[{section.Name}] has no baseurl, mirrorlist or metalink", source.At(section.Position));
        return TomlTable.Of(section.Position, entries.Values.Where(entry => entry.Key == place || entry.Key is not ("metalink" or "mirrorlist" or "baseurl")));
    }

    /// <summary>Copr's ids have colons, which file names had better not have.</summary>
    private string Id(IniSection section) => variables.Expand(new(section.Name, section.Position), source).Replace(':', '_');

    private TomlEntry? Entry(IniAssignment assignment)
    {
        if (!RepoOptions.All.TryGetValue(assignment.Name, out RepoOption? option))
        {
            string near = Spelling.Closest(assignment.Name, [.. RepoOptions.All.Keys]) is string close ? $"; did you mean {close}?" : "";
            Say(assignment, $"{Printable.Escape(System.Text.Encoding.UTF8.GetBytes(assignment.Name))}: no option of dnf's, nothing is done{near}");
            return null;
        }

        string value = string.Join(' ', assignment.Lines.Select(line => variables.Expand(line, source)).Where(text => text.Length > 0));
        switch (option)
        {
            case RepoOption.Refused refused when refused.IsRefused(value):
                throw new ComposerException(RecipeDiagnostics.Unsupported, $"{assignment.Name}: {refused.Why}", source.At(assignment.Position));
            case RepoOption.Said said when said.IsSaid(value):
                Say(assignment, $"{assignment.Name}: {said.Why}");
                return null;
            case RepoOption.Setting setting when value.Length > 0:
                return Entry(assignment, setting, value);
            default:
                return null;
        }
    }

    private TomlEntry Entry(IniAssignment assignment, RepoOption.Setting setting, string value)
    {
        DataPosition start = assignment.Lines.First(line => line.Text.Length > 0).Position;

        // As libdnf 0.74: MirrorManager's metalinks were given as lists once.
        string key = setting.Key == "mirrorlist" && value.Contains("metalink", StringComparison.Ordinal) ? "metalink" : setting.Key;
        if (setting.IsNumber)
        {
            return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? new(key, assignment.Position, TomlInteger.Of(start, number))
                : throw Wrong(assignment, value, "a number");
        }

        if (setting.IsFlag)
        {
            return RepoOptions.IsTrue(value) || RepoOptions.IsFalse(value)
                ? new(key, assignment.Position, TomlBoolean.Of(start, RepoOptions.IsTrue(value)))
                : throw Wrong(assignment, value, "a boolean");
        }

        if (!setting.IsList) return new(key, assignment.Position, TomlString.Of(start, value));
        IEnumerable<TomlValue> items =
            from line in assignment.Lines
            from part in variables.Expand(line, source).Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries)
            let text = setting.Prefix is null || !part.StartsWith(setting.Prefix, StringComparison.Ordinal) ? part : part[setting.Prefix.Length..]
            where setting.Prefix is null || text != part
            select TomlString.Of(line.Position, text);
        return new(key, assignment.Position, TomlArray.Of(items, start));
    }

    private void Say(IniAssignment assignment, string text) => _notices.TryAdd(assignment.Name, new(RecipeDiagnostics.RepositoryOption, text, source.At(assignment.Position)));

    private ComposerException Wrong(IniAssignment assignment, string value, string expected) => new(
        RecipeDiagnostics.Value, $"{assignment.Name}: got {TomlText.Quote(value)}, expected {expected}", source.At(assignment.Position));
}

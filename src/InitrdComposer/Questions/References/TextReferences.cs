using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Presets;
using InitrdComposer.Proof.Rules;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>What units, rules, scripts and configuration name. Each kind is read by its own words; what is none of them, as a script.</summary>
internal sealed class TextReferences(ImageSurvey survey)
{
    private const int MaxShown = 90;

    private static readonly string[] ModprobeFolders = ["/etc/modprobe.d", "/usr/lib/modprobe.d", "/usr/local/lib/modprobe.d"];
    private static readonly string[] PamFolders = ["/etc/pam.d", "/usr/lib/pam.d", "/usr/share/pam.d", "/usr/share/pam-configs"];

    private static readonly RootPath NameServices = RootPath.Of("/etc/nsswitch.conf");

    public IEnumerable<Reference> All()
    {
        foreach (RootNode node in survey.Tree)
        {
            if (survey.FactsOf(node).Text is not ReadOnlyMemory<byte> bytes || node.Path.Name.StartsWith("modules."u8)) continue;
            foreach (Reference reference in Of(node.Path, Encoding.UTF8.GetString(bytes.Span)).Where(reference => reference.To != node.Path)) yield return reference;
        }
    }

    private IEnumerable<Reference> Of(RootPath path, string text)
    {
        if (IsBelow(path, UnitFiles.Folders)) return OfUnit(path, text);
        if (path.Name.EndsWith(".rules"u8) && path.Parent.Name.SequenceEqual("rules.d"u8)) return OfRules(path, text);
        if (path == NameServices) return OfNameServices(path, text);
        if (IsBelow(path, PamFolders)) return OfPam(path, text);
        ReferenceKind kind = IsBelow(path, ModprobeFolders) ? ReferenceKind.ModprobeRule : ReferenceKind.Text;
        return from mention in TextScan.Of(text, survey.Names) from to in mention.Files select new Reference(path, to, kind, $"names \"{Shown(mention.Word)}\"");
    }

    /// <summary>Commands are what Exec*= runs, with their words; of other settings paths and units count.</summary>
    private IEnumerable<Reference> OfUnit(RootPath path, string text)
    {
        foreach (string line in InstallSection.LogicalLines(text))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) continue;
            string key = line[..equals].Trim();
            string value = line[(equals + 1)..];
            if (key is "Description" or "Documentation") continue;
            string shown = Shown($"{key}={value.Trim()}");
            foreach (Mention mention in TextScan.OfLine(value, survey.Names, withCommands: key.StartsWith("Exec", StringComparison.Ordinal)))
            {
                foreach (RootPath to in mention.Files) yield return new(path, to, ReferenceKind.Unit, shown);
            }

            foreach (string word in TextScan.WordsOf(value))
            {
                if (UnitName.TryParse(word, out UnitName unit) && FileOf(unit) is RootPath to) yield return new(path, to, ReferenceKind.Unit, shown);
            }
        }
    }

    private RootPath? FileOf(UnitName unit)
    {
        foreach (UnitName name in unit.Instance is null or "" ? [unit] : new[] { unit, unit.Template })
        {
            foreach (string folder in UnitFiles.Folders)
            {
                if (survey.Tree.TryResolve(RootPath.Of(folder).Append(Encoding.UTF8.GetBytes(name.ToString())), followLast: false, out RootPath physical) && survey.Tree.Contains(physical)) return physical;
            }
        }

        return null;
    }

    private IEnumerable<Reference> OfRules(RootPath path, string text) =>
        from rule in UdevRules.Parse(path, text)
        let program = rule.IsCommand && rule.Program is string name ? survey.Names.Path(name) : []
        from to in program.Concat(TextScan.OfLine(rule.Value, survey.Names, withCommands: rule.IsCommand).SelectMany(mention => mention.Files)).Distinct()
        select new Reference(path, to, ReferenceKind.UdevRule, Shown($"line {rule.Line}: {rule.Key}{(rule.Attribute is null ? "" : $"{{{rule.Attribute}}}")}{rule.Operator}\"{rule.Value}\""));

    private IEnumerable<Reference> OfPam(RootPath path, string text) =>
        from line in text.Split('\n')
        where !line.TrimStart().StartsWith('#')
        from word in TextScan.WordsOf(line)
        where ImageNames.IsLibrary(word)
        from to in word[0] == '/' ? survey.Names.Path(word) : survey.Names.Libraries(word)
        select new Reference(path, to, ReferenceKind.Pam, Shown(line.Trim()));

    /// <summary>libc loads libnss_NAME.so.2 for each name behind the colon (nsswitch.conf(5)).</summary>
    private IEnumerable<Reference> OfNameServices(RootPath path, string text) =>
        from line in text.Split('\n')
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        where colon > 0 && !line.TrimStart().StartsWith('#')
        from word in line[(colon + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        where word[0] != '['
        from to in survey.Names.Libraries($"libnss_{word}.so.2")
        select new Reference(path, to, ReferenceKind.NameService, Shown(line.Trim()));

    private static bool IsBelow(RootPath path, IEnumerable<string> folders) => folders.Any(folder => path.IsWithin(RootPath.Of(folder)));

    private static string Shown(string text) => Formats.Printable.Escape(Encoding.UTF8.GetBytes(text.Length > MaxShown ? text[..MaxShown] + "..." : text));
}

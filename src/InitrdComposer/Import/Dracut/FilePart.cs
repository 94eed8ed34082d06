using InitrdComposer.Config.Settings;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Dracut;

/// <summary>install_items, install_optional_items and remove_items: files of the machine become packages that have them.</summary>
internal static class FilePart
{
    private const string Wanted = "install_items", Optional = "install_optional_items", Removed = "remove_items";

    private static readonly string[] Firmware = ["/usr/lib/firmware/", "/lib/firmware/"];
    private static readonly string[] SystemdFolders = ["/usr/lib/systemd/", "/lib/systemd/"];
    private static readonly (string Old, string New)[] Merged = [("/bin/", "/usr/bin/"), ("/sbin/", "/usr/sbin/"), ("/lib/", "/usr/lib/"), ("/lib64/", "/usr/lib64/")];

    public static DracutPart Of(ConfVariables variables, Distribution distribution) => DracutPart.All(
    [
        .. variables.Get(Wanted).Items().Select(item => Install(Wanted, item, distribution)),
        .. variables.Get(Optional).Items().Select(item => Install(Optional, item, distribution)),
        .. variables.Get(Removed).Items().Select(Remove),
    ]);

    private static DracutPart Install(string variable, ConfItem item, Distribution distribution)
    {
        if (!item.IsKnown) return DracutPart.NotRead(variable, item);
        string path = Merged.Where(pair => item.Text.StartsWith(pair.Old, StringComparison.Ordinal)).Select(pair => pair.New + item.Text[pair.Old.Length..]).FirstOrDefault() ?? item.Text;
        string origin = DracutPart.Origin(variable, item.Text, item.Place);
        if (Commands.PackageOf(item.Text) is Feature package)
        {
            string[] names = [.. package.PackagesOf(distribution.Names)];
            return new([.. names.Select(name => DraftLine.Element("packages.install", name, origin))], [Finding(ImportVerdict.Translated, $"package {string.Join(", ", names)}.")]);
        }

        if (Firmware.FirstOrDefault(folder => item.Text.StartsWith(folder, StringComparison.Ordinal)) is string firmware)
        {
            string glob = (variable == Optional ? "?" : "") + item.Text[firmware.Length..];
            return TextRules.FirmwareGlob.Refusal(glob) is null
                ? DracutPart.Of(Finding(ImportVerdict.Translated, "modules.firmware."), DraftLine.Element("modules.firmware", glob, origin))
                : DracutPart.Of(Finding(ImportVerdict.NoCounterpart, "no glob of firmware."));
        }

        if (SystemdFolders.Any(folder => item.Text.StartsWith(folder, StringComparison.Ordinal))) return DracutPart.Of(Finding(ImportVerdict.BuiltIn, "systemd's packages are whole, links of units that want others among them."));
        if (item.Text.AsSpan().ContainsAny('*', '?', '[')) return DracutPart.Of(Finding(ImportVerdict.NoCounterpart, "a glob over files of the machine: name the package that has them."));
        if (!item.Text.StartsWith('/')) return DracutPart.Of(Finding(ImportVerdict.NoCounterpart, "a command that dracut finds on the machine: name its package in packages.install."));
        if (!path.StartsWith("/usr/", StringComparison.Ordinal)) return DracutPart.Of(Finding(ImportVerdict.NoCounterpart, "a file of the machine: put it into an extra tree."));
        if (variable == Optional) return DracutPart.Of(Finding(ImportVerdict.NoCounterpart, "a recipe has no optional files: name the package in packages.install."));
        return TextRules.PackageSpec.Refusal(path) is null
            ? DracutPart.Of(Finding(ImportVerdict.Translated, "the package that has the file."), DraftLine.Element("packages.install", path, origin))
            : DracutPart.Of(Finding(ImportVerdict.NoCounterpart, "no path that packages.install takes."));

        ImportFinding Finding(ImportVerdict verdict, string remark) => new(verdict, DracutPart.Subject(variable, item.Text), remark, item.Place);
    }

    private static DracutPart Remove(ConfItem item)
    {
        if (!item.IsKnown) return DracutPart.NotRead(Removed, item);
        string glob = "?" + (item.Text.StartsWith('/') ? item.Text : "/" + item.Text);
        string subject = DracutPart.Subject(Removed, item.Text);
        return TextRules.AbsoluteGlob.Refusal(glob) is null
            ? DracutPart.Of(new(ImportVerdict.Translated, subject, "finalize.remove-files.", item.Place), DraftLine.Element("finalize.remove-files", glob, DracutPart.Origin(Removed, item.Text, item.Place)))
            : DracutPart.Of(new(ImportVerdict.NoCounterpart, subject, "no glob that finalize.remove-files takes.", item.Place));
    }
}

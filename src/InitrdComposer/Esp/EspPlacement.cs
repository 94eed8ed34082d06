using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Esp;

/// <summary>A file that does not lie beside a UKI, for its kernel is another one.</summary>
/// <param name="Uki">The UKI's path on the ESP.</param>
public sealed record LeftOutFile(GivenFile Given, string Uki, string? UkiKernel);

/// <summary>Where files lie on an ESP: beside each UKI that they fit, or once for all UKIs.</summary>
internal sealed record EspPlacement(ImmutableArray<PlannedFile> Files, ImmutableArray<LeftOutFile> LeftOut, ImmutableArray<Notice> Notices)
{
    /// <summary>Of a file in FAT32, in bytes.</summary>
    private const long MaxSize = uint.MaxValue;

    /// <param name="isGlobal">What fits each UKI lies in the folders for all; beside those alone whose stubs do not look there.</param>
    /// <exception cref="ComposerException">A name is not one that FAT and stub take, or two files have the same.</exception>
    public static EspPlacement Of(EspInputs inputs, bool isGlobal)
    {
        List<Notice> notices = [];
        (GivenUki Uki, GivenFile Given)[] all = [.. inputs.Ukis.SelectMany(uki => uki.Own.Concat(inputs.Companions).Select(given => (uki, given)))];
        (GivenUki Uki, GivenFile Given)[] beside = [.. all.Where(pair => pair.Given.Fits(pair.Uki))];
        var shared = isGlobal ? beside.GroupBy(pair => Key(pair.Given)).Where(group => IsOfAll([.. group], inputs)).Select(group => group.Key).ToHashSet() : [];
        List<PlannedFile> files = [.. inputs.Ukis.Select(uki => new PlannedFile(uki.Path, uki.File, null))];
        foreach ((GivenUki uki, GivenFile given) in beside)
        {
            if (shared.Contains(Key(given)))
            {
                if (inputs.Ukis.Any(other => other.TakesGlobal(given.Kind))) files.Add(new($"{given.Kind.Folder}/{given.Name}", given, null));
                if (uki.TakesGlobal(given.Kind)) continue;
                notices.Add(new(
                    EspErrors.IgnoredByStub, $"stub {uki.StubVersion ?? "of unknown version"} ignores {EspFiles.ExtensionFolder}, as all before 258: {Printable.Escape(given.Name)} lies beside the UKI", new SourceLocation(uki.Path)));
            }

            files.Add(new($"{EspFiles.OwnFolder(uki.Path)}/{given.Name}", given, uki.Path));
        }

        notices.AddRange(
            from pair in all
            where !beside.Any(placed => placed.Given == pair.Given)
            group pair by pair.Given into none
            select new Notice(
                EspErrors.ForNone, $"is for kernel {string.Join(", ", none.Key.Kernels)}, which no UKI has: it is left out", new SourceLocation(none.Key.Source)));
        return new(
            Distinct(files), [.. all.Except(beside).Select(pair => new LeftOutFile(pair.Given, pair.Uki.Path, pair.Uki.KernelVersion))], [.. notices]);
    }

    /// <summary>Whether files that are the same lie beside every UKI, and would go with one that is still to come.</summary>
    private static bool IsOfAll((GivenUki Uki, GivenFile Given)[] same, EspInputs inputs) =>
        same[0].Given is var given && given.Kernels.IsEmpty && given.Name.EndsWith(given.Kind.Suffix, StringComparison.OrdinalIgnoreCase)
        && same.Select(pair => pair.Uki).Distinct().Count() == inputs.Ukis.Count;

    private static (string Name, EspFileKind Kind, Digest Digest) Key(GivenFile given) => (given.Name, given.Kind, given.Digest);

    /// <summary>Each path once; what is given twice lies there once.</summary>
    private static ImmutableArray<PlannedFile> Distinct(List<PlannedFile> files)
    {
        foreach (PlannedFile file in files) RequireName(file);
        foreach (IGrouping<string, PlannedFile> same in files.GroupBy(file => file.Path, StringComparer.OrdinalIgnoreCase))
        {
            PlannedFile first = same.First();
            if (same.FirstOrDefault(file => file.Path != first.Path || file.Given.Digest != first.Given.Digest) is PlannedFile other) throw Collision(first, other, $"{first.Path}: two files have that name");
        }

        PlannedFile[] distinct = [.. files.DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];
        PlannedFile[] ukis = [.. distinct.Where(file => file.Given.Kind == EspFileKind.Uki)];
        foreach (IGrouping<string, PlannedFile> same in ukis.GroupBy(file => EspFiles.OwnFolder(file.Path), StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() > 1) throw Collision(same.First(), same.Last(), $"{same.Key}: two UKIs would share that folder, for a boot counter does not count as part of the name");
        }

        return [.. distinct];
    }

    private static void RequireName(PlannedFile file)
    {
        string name = file.Given.Name;
        string? wrong = FatName.Refused(name) is char letter ? $"the character U+{(int)letter:X4}" : null;
        if (wrong is null && !EspFiles.IsSeen(name)) wrong = $"a name that is hidden, not ASCII, or longer than {EspFiles.MaxName}";
        if (wrong is null && file.Given.Kind == EspFileKind.Uki && name.StartsWith("auto-", StringComparison.OrdinalIgnoreCase)) wrong = "a name that begins with auto-";
        if (wrong is not null) throw new ComposerException(EspErrors.BadName, $"{Printable.Escape(file.Path)}: got {wrong}, expected a name that FAT has and boot loader and stub look at", new SourceLocation(file.Given.Source), "rename it");
        if (file.Given.Content.Length > MaxSize) throw new ComposerException(EspErrors.BadName, $"got {file.Given.Content.Length} bytes, expected at most {MaxSize} in FAT32", new SourceLocation(file.Given.Source));
    }

    private static ComposerException Collision(PlannedFile one, PlannedFile other, string message) => new(
        EspErrors.Collision, $"{Printable.Escape(message)}, whatever its case: {one.Given.Source} and {other.Given.Source}", new SourceLocation(other.Given.Source),
        one.Given.Kind switch
        {
            var kind when kind == EspFileKind.Uki => "build with uki.layout = \"esp\", or rename one",
            { IsExtension: true } => "leave one out: an extension is called after its extension-release",
            _ => "rename one",
        });
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Import.Mkosi;

/// <summary>What is in a tree of mkosi's: a finding for each file and option, and what the drop-in reader must leave out.</summary>
/// <param name="Ignored">For drop-ins-ignore.</param>
internal sealed record TreeSurvey(ImmutableArray<ImportFinding> Findings, ImmutableArray<(string Part, string Comment)> Ignored)
{
    private const int MaxScript = 1 << 20;

    /// <param name="disk">Where it is.</param>
    /// <param name="nameOf">What the recipe calls a path below it.</param>
    /// <param name="isUki">The recipe has [uki].</param>
    public static TreeSurvey Of(Disk disk, TreeFiles tree, Func<string, string> nameOf, bool isUki)
    {
        TreeSurvey[] parts =
        [
            .. tree.Others.Select(path => Other(disk, path, nameOf(path))),
            .. tree.Documents.Select(document => OptionSurvey.Of(document.Document, document.Path, nameOf(document.Path), isUki)),
        ];
        return new([.. parts.SelectMany(part => part.Findings)], [.. parts.SelectMany(part => part.Ignored)]);
    }

    private static TreeSurvey Other(Disk disk, string path, string name)
    {
        var place = new SourceLocation(path);
        string file = Path.GetFileName(path);
        if (MkosiFile.Find(file) is not MkosiFile known) return new([new(ImportVerdict.NoCounterpart, file, "nothing is known of it.", place)], [(name, "nothing is known of it")]);
        bool isScript = known.Name is "prepare" or "postinst" or "finalize" or "build" or "postoutput" or "configure";
        string work = isScript && new DiskView(disk).HasFile(path) ? ScriptWork.Of(Encoding.UTF8.GetString(FileSource.ReadAllBytes(disk, path, MaxScript))) : "";
        return new([new(known.Verdict, file, known.Remark + work, place)], [(name, isScript ? "a script, never run" : known.Remark)]);
    }
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Manifest;
using InitrdComposer.Questions;
using InitrdComposer.Questions.FileReasons;
using InitrdComposer.Questions.References;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `why OUT PATH` prints for people, in 100 columns.</summary>
internal static class WhyFileText
{
    private const int Columns = 100;
    private const int MaxReferences = 8;

    /// <param name="recipe">The recipe's file, which the lock does not know.</param>
    /// <param name="total">Of the whole image.</param>
    /// <param name="isBuilt">Recipe and lock are known.</param>
    public static string Of(FileReason file, string recipe, ImageSize total, bool isBuilt)
    {
        var text = new StringBuilder();
        text.Append(null, $"{file.Path}\n");
        foreach (string note in file.Notes) text.Append(null, $"  {note}\n");
        string of = file.Type == "folder" ? $"a folder of {Sizes.Counted(file.Size.Files, "file")}" : $"a {file.Type} of class {file.Class}";
        text.Append(null, $"  {of}{(file.Size.Files == 0 ? "" : $": {SizeOf(file.Size, total)}")}\n");
        if (isBuilt) text.Append(OriginOf(file, recipe));
        foreach (ModuleStep step in file.Modules)
        {
            text.Append(null, $"  {(step.Pattern is var (pattern, place) ? $"module {step.Name}: {(place is null ? "" : $"{place}: ")}pattern \"{pattern}\"" : $"module {step.Name}: the one before {step.How}")}\n");
        }

        text.Append(References(file.ReferredBy, isBuilt));
        if (file.Cost is PackageCost cost) text.Append(null, $"  {CostOf(cost, total)}\n");
        return text.ToString();
    }

    /// <summary>"1.2 MB, 400.0 kB stored (1.1 %)".</summary>
    public static string SizeOf(ImageSize size, ImageSize total) => $"{Sizes.Text(size.Unpacked)}, {Sizes.Text(size.Stored)} stored{(total.Stored == 0 ? "" : $" ({Percent(size.Stored, total.Stored)})")}";

    public static string Percent(long part, long whole) => $"{100m * part / whole:F1} %";

    /// <summary>What an image would be smaller by without a package.</summary>
    public static string CostOf(PackageCost cost, ImageSize total)
    {
        if (cost.Leaving.Length == 1) return $"without the package, which leaves alone: {SizeOf(cost.Total, total)} less";
        string names = WhyReport.Names(cost.Leaving.Skip(1).OrderByDescending(leaving => leaving.Size.Stored).Select(leaving => leaving.Package));
        return $"without the package: {SizeOf(cost.Own, total)} less\n  with {Sizes.Counted(cost.Leaving.Length - 1, "other")} that nothing asks for then: {SizeOf(cost.Total, total)}\n    {Filled(names, "    ")}";
    }

    /// <summary>Words in as many lines as they take.</summary>
    private static string Filled(string words, string indent)
    {
        var text = new StringBuilder();
        int column = indent.Length;
        foreach (string word in words.Split(' '))
        {
            bool isNext = column > indent.Length && column + 1 + word.Length > Columns;
            text.Append(isNext ? $"\n{indent}" : column > indent.Length ? " " : "").Append(word);
            column = isNext ? indent.Length + word.Length : column + word.Length + (column > indent.Length ? 1 : 0);
        }

        return text.ToString();
    }

    private static string OriginOf(FileReason file, string recipe) => file switch
    {
        { Package: Why why } => $"  of {string.Join("  ", WhyReport.Text(why, recipe, hasCost: false).TrimEnd('\n').Split('\n').Select(line => line + "\n"))}",
        { Origin: WrittenOrigin.Package package } => $"  of {package.Nevra}, which this lock does not have\n",
        { Origin: WrittenOrigin.ExtraTree tree } => $"  of the extra tree {tree.Folder}{(file.Place is null ? "" : $", which {file.Place} adds")}\n",
        { Origin: WrittenOrigin.KernelDirectory kernel } => $"  of the kernel's folder {kernel.Folder}{(file.Place is null ? "" : $", which {file.Place} names")}\n",
        { Origin: WrittenOrigin.Generated { Stage: "parents" } } => "  a folder that no package has: what lies below it needs it\n",
        { Origin: WrittenOrigin.Generated made } => $"  made by the build: {GeneratedStages.Describe(made.Stage)}\n",
        _ => "  manifest.json does not know it: the image is not the one that the build wrote\n",
    };

    private static string References(ImmutableArray<Reference> references, bool isBuilt)
    {
        if (references.IsEmpty) return isBuilt ? "" : "  nothing that is known of refers to it (no manifest: only references inside the image are known)\n";
        var text = new StringBuilder(isBuilt ? "  referred to by\n" : "  referred to by (no manifest: who packaged it is not known)\n");
        foreach (Reference reference in references.Take(MaxReferences))
        {
            text.Append(null, $"    {(reference.From is null ? Printable.Escape(Encoding.UTF8.GetBytes(reference.Text)) : Wrapped($"{reference.From}: ", reference.Text, "      "))}\n");
        }

        if (references.Length > MaxReferences) text.Append(null, $"    and {references.Length - MaxReferences} more\n");
        return text.ToString();
    }

    /// <summary>In one line if it fits, else what follows stands in the next.</summary>
    private static string Wrapped(string line, string rest, string indent) =>
        line.Length + rest.Length + 4 <= Columns || rest.Length == 0 ? line + rest : $"{line.TrimEnd()}\n{indent}{(rest.Length + indent.Length > Columns ? rest.TrimStart(':', ' ')[..(Columns - indent.Length - 3)] + "..." : rest.TrimStart(':', ' '))}";
}

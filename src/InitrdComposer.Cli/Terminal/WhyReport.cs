using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Lock;
using InitrdComposer.Questions;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `why` prints, for people and for programs.</summary>
internal static class WhyReport
{
    /// <summary>How many names a line for people holds.</summary>
    private const int MaxNamed = 12;

    /// <param name="answer">Of one package.</param>
    /// <param name="recipe">The recipe's file, which the lock does not know.</param>
    /// <param name="hasCost">Also what would leave with it.</param>
    public static string Text(Why answer, string recipe, bool hasCost)
    {
        LockedPackage package = answer.Package;
        var text = new StringBuilder();
        string role = package.Role == PackageRole.Install ? "" : $", the {LockRoles.Name(package.Role)}'s";
        string variants = package.Variants.IsEmpty ? "" : $", of {string.Join(", ", package.Variants)}";
        text.Append(null, $"{package.Nevra}{role}{variants}\n");
        foreach (RequestedBy line in answer.Lines) text.Append(null, $"  {LineOf(line, recipe)} wants {line.Dependency}\n");
        foreach ((LockedPackage Package, RequestedBy? By) step in answer.Chain)
        {
            if (step.By is { } by) text.Append(null, $"  {by.Package!.Name} {VerbOf(by)} {by.Dependency}: {step.Package.Nevra}\n");
        }

        if (!answer.Others.IsEmpty) text.Append(null, $"  also needed by {Names(answer.Others.Select(other => other.Package))}\n");
        foreach (RequestedBy by in answer.Package.RequestedBy.Where(by => by.Dlopen is not null))
        {
            text.Append(null, $"  {by.Dlopen!.File} of {by.Package!.Name} loads {by.Dependency} by dlopen(): {DlopenPriorities.Name(by.Dlopen.Priority)}{(by.Dlopen.Feature is string feature ? $", for {feature}" : "")}\n");
        }

        if (!hasCost) return text.ToString();
        string size = Sizes.Text(answer.Leaving.Sum(leaving => leaving.Size));
        string others = answer.Leaving.Length == 1 ? "it alone" : $"it and {Sizes.Counted(answer.Leaving.Length - 1, "other")}";
        text.Append(null, $"  if nothing asked for it, {others} would leave, {size} of packages{(answer.Leaving.Length == 1 ? "" : $": {Names(answer.Leaving.Skip(1).OrderByDescending(leaving => leaving.Size))}")}\n");
        return text.ToString();
    }

    public static string Json(ImmutableArray<Why> answers, string recipe) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (Why answer in answers) Write(json, answer, recipe);
        json.WriteEndArray();
    });

    public static void Write(System.Text.Json.Utf8JsonWriter json, Why answer, string recipe)
    {
        json.WriteStartObject();
        json.WriteString("package", answer.Package.Nevra.ToString());
        json.WriteString("role", LockRoles.Name(answer.Package.Role));
        json.WriteStartArray("lines");
        foreach (RequestedBy line in answer.Lines)
        {
            json.WriteStartObject();
            json.WriteString("file", line.File ?? recipe);
            if (line.Line is int number) json.WriteNumber("line", number);
            json.WriteString("spec", line.Dependency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("chain");
        foreach ((LockedPackage package, RequestedBy? by) in answer.Chain) Write(json, package, by);
        json.WriteEndArray();
        json.WriteStartArray("alsoNeededBy");
        foreach ((LockedPackage package, RequestedBy by) in answer.Others) Write(json, package, by);
        json.WriteEndArray();
        json.WriteStartObject("cost");
        json.WriteNumber("size", answer.Leaving.Sum(leaving => leaving.Size));
        json.WriteStartArray("packages");
        foreach (LockedPackage leaving in answer.Leaving) json.WriteStringValue(leaving.Nevra.ToString());
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, LockedPackage package, RequestedBy? by)
    {
        json.WriteStartObject();
        json.WriteString("package", package.Nevra.ToString());
        if (by is { Dlopen: DlopenReason reason })
        {
            json.WriteString("dlopen", by.Dependency);
            json.WriteString("priority", DlopenPriorities.Name(reason.Priority));
            if (reason.Feature is not null) json.WriteString("feature", reason.Feature);
            json.WriteString("by", reason.File);
        }
        else if (by is not null)
        {
            json.WriteString(by.IsWeak ? "weak" : "requires", by.Dependency);
        }

        json.WriteEndObject();
    }

    private static string VerbOf(RequestedBy by) => by.Dlopen is not null ? "loads by dlopen()" : by.IsWeak ? "recommends, or is supplemented by," : "requires";

    private static string LineOf(RequestedBy line, string recipe) =>
        line.Line is int number ? $"{(line.File is string file ? Path.Join(Path.GetDirectoryName(recipe), file) : recipe)}:{number}" : "--set";

    public static string Names(IEnumerable<LockedPackage> packages)
    {
        string[] names = [.. packages.Select(package => package.Nevra.Name).Distinct()];
        return string.Join(", ", names.Take(MaxNamed)) + (names.Length > MaxNamed ? $" and {names.Length - MaxNamed} more" : "");
    }
}

using System.Collections.Immutable;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Questions.References;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>Reasons in one line.</summary>
internal static class ShortReason
{
    /// <summary>"systemd: the recipe", "libzstd1: required by systemd", "ext4: pattern \"?fs/\"".</summary>
    public static string Of(FileReason file)
    {
        if (file.Modules is [.., ModuleStep last] modules) return last.Pattern is var (pattern, _) ? $"{last.Name}: pattern \"{pattern}\"" : $"{last.Name}: {modules[^2].Name} {last.How}";
        if (file.Package is Why why) return $"{why.Package.Nevra.Name}: {Of(why)}";
        return file.Origin switch
        {
            WrittenOrigin.Generated made => $"made by the build ({made.Stage})",
            WrittenOrigin.ExtraTree tree => $"the extra tree {tree.Folder}",
            WrittenOrigin.KernelDirectory kernel => $"the kernel's folder {kernel.Folder}",
            WrittenOrigin.Package package => package.Nevra,
            _ => Of(file.ReferredBy),
        };
    }

    public static string Of(Why why) =>
        why.Chain is [.., (var requirer, _), (_, RequestedBy by)] ? $"{(by.Dlopen is not null ? "loaded by" : by.IsWeak ? "recommended by" : "required by")} {requirer.Nevra.Name}" : "the recipe names it";

    private static string Of(ImmutableArray<Reference> references) =>
        references is [Reference first, ..] ? first.From is null ? first.Text : $"{first.From}: {first.Text}" : "nothing that is known of refers to it";
}

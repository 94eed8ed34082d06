using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Lock;

/// <summary>
/// The part of a recipe that decides which packages are chosen: architecture, repositories, packages and roles. All else may change without a new lock.
/// </summary>
public static class ResolutionInputs
{
    /// <summary>Digest of <see cref="TextOf"/>.</summary>
    public static Digest DigestOf(Recipe recipe) => Digest.Sha256Of(Encoding.UTF8.GetBytes(TextOf(recipe)));

    /// <summary>One line an input. Repositories keep their order, which is a tie-breaker; the order of packages means nothing, so they are sorted.</summary>
    public static string TextOf(Recipe recipe)
    {
        var text = new StringBuilder("initrd-composer resolution inputs 1\n");
        Line("architecture", recipe.Architecture);
        foreach (RepositorySource repository in recipe.Repositories) Line("repository", repository.Id, repository.BaseUrl.Value, $"{repository.Priority}");
        Lines("install", recipe.Packages.Install);
        Lines("exclude", recipe.Packages.Exclude);
        Line("weak-dependencies", recipe.Packages.WeakDependencies ? "true" : "false");
        foreach (KernelSource kernel in recipe.Roles.Kernels)
        {
            if (kernel is KernelSource.Package package) Line("kernel", package.Spec.Value);
            else Line("kernel-directory", ((KernelSource.Directory)kernel).Path.Value);
        }

        Lines("kernel-modules", recipe.Roles.KernelModules);
        if (recipe.Roles.Stub is Located<string> stub) Line("stub", stub.Value);
        Lines("microcode", recipe.Roles.Microcode);
        foreach (Variant variant in recipe.Variants) Line("variant", [variant.Name, .. Sorted(variant.Install)]);
        return text.ToString();

        void Line(string key, params ReadOnlySpan<string> values)
        {
            text.Append(key);
            foreach (string value in values) text.Append(' ').Append(TomlText.Quote(value));
            text.Append('\n');
        }

        void Lines(string key, IEnumerable<Located<string>> values)
        {
            foreach (string value in Sorted(values)) Line(key, value);
        }

        static IEnumerable<string> Sorted(IEnumerable<Located<string>> values) => values.Select(located => located.Value).Distinct().Order(StringComparer.Ordinal);
    }
}

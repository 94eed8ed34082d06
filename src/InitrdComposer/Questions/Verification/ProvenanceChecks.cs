using System.Collections.Immutable;
using InitrdComposer.Attestation;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer.Questions.Verification;

/// <summary>Holds the files of an output folder to the provenances that speak of them, of which each recipe has one.</summary>
/// <param name="disk">Where.</param>
/// <param name="found">What lies there.</param>
/// <param name="outputs">What the manifest names.</param>
/// <param name="recipes">Each has one.</param>
internal sealed class ProvenanceChecks(Disk disk, OutputListing found, ImmutableArray<BuiltFile> outputs, OutputTexts[] recipes)
{
    /// <summary>What the provenances speak of that could be read; null: none could.</summary>
    private HashSet<string>? _subjects;

    /// <summary>Of all: each recipe's is there, is of that recipe and its lock, and its subjects are what it says; and no file is left of which none speaks.</summary>
    public IEnumerable<OutputCheck> All()
    {
        if (recipes.Length == 0) yield return new(ImageManifest.FileName, CheckVerdict.Fails, "names no recipe: nothing says how all this came to be");
        ILookup<bool, OutputTexts> written = recipes.ToLookup(recipe => found.Names.Contains(recipe.Provenance));
        foreach (OutputTexts missing in written[false]) yield return new(missing.Provenance, CheckVerdict.Fails, "is missing: nothing says how this came to be");
        foreach (OutputTexts recipe in written[true])
        {
            foreach (OutputCheck check in OutputCheck.Guarded(recipe.Provenance, CheckVerdict.Fails, () => SubjectChecks(recipe.Provenance))) yield return check;
            foreach (OutputCheck check in OutputCheck.Guarded(recipe.Provenance, CheckVerdict.Fails, () => [DefinitionCheck(recipe)])) yield return check;
        }

        if (_subjects is null) yield break; // that has been said
        foreach (string file in outputs.Select(output => output.File).Append(ImageManifest.FileName).Where(file => !_subjects.Contains(file)).Distinct().Order(StringComparer.Ordinal))
        {
            yield return new(file, CheckVerdict.Fails, $"is no subject of {string.Join(" or ", written[true].Select(recipe => recipe.Provenance))}");
        }
    }

    private OutputCheck[] SubjectChecks(string provenance)
    {
        var statement = WrittenStatement.Read(disk, found.PathOf(provenance));
        (_subjects ??= new(StringComparer.Ordinal)).UnionWith(statement.Subjects.Keys);
        OutputCheck[] wrong = [.. statement.Subjects.OrderBy(subject => subject.Key, StringComparer.Ordinal).SelectMany(subject => SubjectCheck(provenance, subject.Key, subject.Value))];
        return wrong.Length > 0 ? wrong : [new(provenance, CheckVerdict.Holds, $"its {statement.Subjects.Count} subjects are what it says")];
    }

    /// <summary>Nothing where all is well. A subject that cannot be read is not taken for right.</summary>
    private IEnumerable<OutputCheck> SubjectCheck(string provenance, string file, Digest expected) => OutputCheck.Guarded(file, CheckVerdict.Fails, () =>
        !found.Names.Contains(file) ? [new(file, CheckVerdict.Fails, $"is missing: {provenance} names it")]
        : (found.TargetOf(file) is string target ? BuiltFile.Link("", file, target).Digest : found.DigestOf(file)) is var got && got == expected ? []
        : [OutputCheck.Different(file, got, expected, provenance)]);

    /// <summary>What it was built of is what recipe and lock say that lie here.</summary>
    private OutputCheck DefinitionCheck(OutputTexts recipe) => WrittenStatement.IsOf(disk, found.PathOf(recipe.Provenance), recipe.Recipe, recipe.Lock)
        ? new(recipe.Provenance, CheckVerdict.Holds, $"it is of {recipe.RecipeFile} and {recipe.LockFile}")
        : new(recipe.Provenance, CheckVerdict.Fails, $"what it says of the build is not what {recipe.RecipeFile} and {recipe.LockFile} say");
}

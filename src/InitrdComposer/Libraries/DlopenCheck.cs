using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Tree;

namespace InitrdComposer.Libraries;

/// <summary>
/// Whether an image has the libraries without which its programs say they cannot do what they are for. No package requires them, so nothing else would
/// say it before the image boots.
/// </summary>
internal static class DlopenCheck
{
    /// <param name="tree">All that the image has.</param>
    /// <param name="needs">Of its files.</param>
    /// <param name="asking">Whether a file is asked; of an extension's base none is.</param>
    /// <param name="texts">Has configuration.</param>
    /// <param name="recipe">The recipe's file, for the message.</param>
    /// <exception cref="ComposerException">A library that is required is not there (FIN13).</exception>
    public static void Require(RootTree tree, IReadOnlyDictionary<RootPath, FileNeeds> needs, Func<RootPath, bool> asking, IContents texts, string recipe)
    {
        if (!needs.Any(file => asking(file.Key) && file.Value.Dlopened.Any(IsRequired))) return;
        var survey = DlopenSurvey.Of(tree, needs, texts);
        if (survey.Libraries.FirstOrDefault(library => IsRequired(library.Note) && asking(library.File) && !survey.Has(library)) is not DlopenedLibrary missing) return;
        throw new ComposerException(
            FinalizeErrors.MissingDlopened, $"{missing.File}{(missing.Package is null ? "" : $" of {missing.Package}")} loads {missing}, by dlopen(): no file of the image is that library",
            new SourceLocation(recipe), "set packages.dlopen = [\"required\"], or leave the file out with finalize.remove-files");
    }

    private static bool IsRequired(DlopenNote note) => note.Priority == DlopenPriority.Required;
}

using InitrdComposer.Formats.Elf;
using InitrdComposer.Libraries;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>What programs load and are started by, and what their constants name.</summary>
internal static class LoaderReferences
{
    public static IEnumerable<Reference> In(ImageSurvey survey)
    {
        var search = new LoaderSearch(survey.Tree, survey.Needs, survey);
        foreach ((RootPath file, FileNeeds needs) in survey.Needs)
        {
            if (needs.Dynamic.Interpreter is string interpreter && search.FindInterpreter(interpreter) is RootPath started)
            {
                yield return new(file, started, ReferenceKind.Interpreter, needs.Target is null ? $"#!{interpreter}" : $"PT_INTERP {interpreter}");
            }

            if (needs.Target is null) continue;
            foreach (string name in needs.Dynamic.Needed)
            {
                foreach (RootPath library in search.FindAll(file, name)) yield return new(file, library, ReferenceKind.Needed, $"DT_NEEDED {name}");
            }

            foreach (DlopenNote note in needs.Dlopened)
            {
                foreach (string name in note.SoNames)
                {
                    foreach (RootPath library in search.FindAll(file, name)) yield return new(file, library, ReferenceKind.Dlopen, $"note of dlopen(): {name}, {DlopenPriorities.Name(note.Priority)}{(note.Feature is null ? "" : $" for {note.Feature}")}");
                }
            }

            foreach (string name in needs.Mentioned)
            {
                foreach (RootPath library in search.FindAll(file, name).Where(library => library != file)) yield return new(file, library, ReferenceKind.Dlopen, $"names {name} in its constants");
            }
        }

        foreach (RootNode node in survey.Tree)
        {
            foreach (Mention mention in survey.FactsOf(node).Constants)
            {
                foreach (RootPath to in mention.Files.Where(to => to != node.Path)) yield return new(node.Path, to, ReferenceKind.Constant, $"names \"{mention.Word}\" in its constants");
            }
        }
    }
}

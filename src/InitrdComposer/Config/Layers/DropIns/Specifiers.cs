using System.Text;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>mkosi's %-specifiers: %d, %r and %a stand for distribution, release and architecture; the others for what there is none of here.</summary>
internal static class Specifiers
{
    /// <exception cref="ComposerException">A specifier has no meaning here, or its setting no value.</exception>
    public static string Expand(string text, DropInFacts facts, SourceLocation place)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var expanded = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%' || i + 1 == text.Length) expanded.Append(text[i]);
            else expanded.Append(Value(text[++i], facts, place));
        }

        return expanded.ToString();
    }

    private static string Value(char specifier, DropInFacts facts, SourceLocation place) => specifier switch
    {
        '%' => "%",
        'd' => facts.Distribution ?? throw Unset(specifier, "distribution", place),
        'r' => facts.Release ?? throw Unset(specifier, "release", place),
        'a' => facts.Architecture,
        _ => throw new ComposerException(
            RecipeDiagnostics.Unsupported, $"unsupported: the specifier %{specifier}", place, "there are %d (distribution), %r (release), %a (architecture) and %% (a percent sign)"),
    };

    private static ComposerException Unset(char specifier, string setting, SourceLocation place) =>
        new(RecipeDiagnostics.Missing, $"%{specifier} stands for the setting {setting}, which has no value", place, $"set {setting} in the recipe");
}

using System.Collections.Immutable;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>modules.softdep and modules.weakdep: what modules say they like to have beside them. There is no binary form.</summary>
internal static class DependencyHints
{
    public static byte[] Text(
        string title, string keyword, ImmutableArray<IndexedModule> modules, Func<IndexedModule, ImmutableArray<string>> values)
    {
        var text = new StringBuilder($"# {title} extracted from modules themselves.\n");
        foreach (IndexedModule module in modules)
        {
            foreach (string value in values(module)) text.Append(keyword).Append(' ').Append(module.Name).Append(' ').Append(value).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}

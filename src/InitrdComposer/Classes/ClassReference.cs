using System.Text;

namespace InitrdComposer.Classes;

/// <summary>The page of docs/reference that lists the rules, written from their table.</summary>
public static class ClassReference
{
    public static string Markdown()
    {
        var page = new StringBuilder("""
            # Classes of files

            What kind of file something is, by its path: sizes of images are added up by it, and limits are set by it. This page is generated from the table that the program goes by
            (`src/InitrdComposer/Classes/ClassRules.cs`): the first row that matches decides, and what no row knows is `unknown`.

            Paths are compared as if every image had one layout: /usr is merged, `sbin` is `bin`, and `lib64`, `lib32` and Debian's `lib/x86_64-linux-gnu` are `lib`. `*` and `?` stay inside a
            component, `**` stands for any number of them, none among them, and `{}` is the component that the class is called by. A class has levels: `kernel modules/drivers/net` is part of
            `kernel modules`.

            | class | files |
            |---|---|

            """);
        foreach (ClassRule rule in ClassRules.Table)
        {
            string files = string.Join(", ", rule.Patterns.Select(pattern => $"`{pattern}`"));
            page.Append(null, $"| {rule.Class} | {files}{(rule.OnlyPrograms ? ", if they may be executed" : "")} |\n");
        }

        return page.ToString();
    }
}

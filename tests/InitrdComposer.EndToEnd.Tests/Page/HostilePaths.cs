namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>Names that would be more than names, were they taken for markup, script, addresses, keys of objects or lines.</summary>
internal static class HostilePaths
{
    public static string[] All { get; } =
    [
        "/</script><script>document.title = 'taken'</script>",
        "/<!--<script>",
        "/\"><img src=x onerror=\"document.title = 'taken'\">",
        "/'onmouseover='document.title=1'",
        "/&lt;b&gt;",
        "/javascript:document.title='taken'",
        "/__proto__/constructor/toString",
        "/line\nbreak\r\ttab\0",
        "/\u202Egnp.exe",
        "/\u2028\u2029",
        "/" + new string('a', 5_000),
        "/class:\"package: path:",
        "/{policy}{style}{report}{script}",
    ];
}

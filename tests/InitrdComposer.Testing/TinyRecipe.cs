namespace InitrdComposer.Testing;

/// <summary>The recipe of tests/fixtures/tiny: an initrd and a UKI of five packages and a folder `extra` beside it.</summary>
public static class TinyRecipe
{
    /// <param name="places">Base URLs, or folders, of which each has the whole repository.</param>
    /// <param name="cmdline">The UKI's.</param>
    public static string Of(IEnumerable<string> places, string cmdline = "quiet") => $"""
        name = "tiny"

        [[repositories]]
        id = "tiny"
        baseurl = [{string.Join(", ", places.Select(place => $"\"{place}\""))}]
        signatures = "none"

        [packages]
        install = ["tiny-base", "tiny-init"]

        [roles]
        kernel = "tiny-kernel"
        stub = "tiny-stub"

        [modules]
        include = ["tinyfs"]

        [[extra-trees]]
        source = "extra"

        [uki]
        cmdline = "{cmdline}"
        """;
}

using InitrdComposer.Config;
using InitrdComposer.Config.Layers.DropIns;
using InitrdComposer.Config.Settings;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class DropInReferenceTests
{
    [Fact]
    public void CommittedPageIsWhatTheTablesSay() => Golden.MatchesFile("docs/reference/drop-ins.md", DropInReference.Markdown());

    [Fact]
    public void NoOptionIsThereTwice()
    {
        string[] names = [.. MkosiOptions.All.SelectMany(option => option.FormerNames.Prepend(option.Name))];
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void EveryMappedOptionNamesASetting() => Assert.Empty(
        from option in MkosiOptions.All.OfType<MappedOption>()
        let parts = option.Setting.Split('.')
        let row = RecipeSettings.All.SingleOrDefault(row => row.Key == parts[0])
        where row is null || (parts.Length > 1 && !row.InnerKeys.Contains(parts[1]))
        select option.Name);
}

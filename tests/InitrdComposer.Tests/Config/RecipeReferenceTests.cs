using InitrdComposer.Config;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class RecipeReferenceTests
{
    [Fact]
    public void CommittedPageIsWhatTheTableOfSettingsSays() => Golden.MatchesFile("docs/reference/recipe.md", RecipeReference.Markdown());
}

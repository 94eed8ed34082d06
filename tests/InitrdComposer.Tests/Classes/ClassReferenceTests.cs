using InitrdComposer.Classes;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Classes;

public sealed class ClassReferenceTests
{
    [Fact]
    public void CommittedPageIsWhatTheTableOfRulesSays() => Golden.MatchesFile("docs/reference/file-classes.md", ClassReference.Markdown());
}

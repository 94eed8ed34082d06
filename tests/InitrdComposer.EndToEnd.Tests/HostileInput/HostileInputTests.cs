using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>Package files: lead, signature header, header.</summary>
public sealed class HostileRpmTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("RPM");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

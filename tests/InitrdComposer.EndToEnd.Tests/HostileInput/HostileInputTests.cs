using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>Package files: lead, signature header, header.</summary>
public sealed class HostileRpmTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("RPM");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Archives, in payloads most of them, and where their files go.</summary>
public sealed class HostileCpioTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("CPI");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Compressed streams.</summary>
public sealed class HostileCompressionTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("CMP");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Kernel modules and firmware.</summary>
public sealed class HostileModuleTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("KMO");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Recipes.</summary>
public sealed class HostileRecipeTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("CFG");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Locks.</summary>
public sealed class HostileLockTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("LCK");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>os-release.</summary>
public sealed class HostileOsReleaseTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("OSR");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Caches.</summary>
public sealed class HostileCacheTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("CAC");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>primary.xml and filelists.xml.</summary>
public sealed class HostilePrimaryTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("PXM");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>primary.sqlite.</summary>
public sealed class HostileDatabaseTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("SQL");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Dependencies.</summary>
public sealed class HostileResolverTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("SLV");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>repomd.xml.</summary>
public sealed class HostileRepomdTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("RMD");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Signatures and keys.</summary>
public sealed class HostileSignatureTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("GPG");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Mirrors, lists of them, and the way to them.</summary>
public sealed class HostileMirrorTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("MIR");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>EFI images, and what goes into them.</summary>
public sealed class HostileEfiTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("PEX");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

/// <summary>Images of extensions.</summary>
public sealed class HostileExtensionTests
{
    public static TheoryData<string> Cases => HostileTable.NamesOf("IMG");

    [Theory, MemberData(nameof(Cases))]
    public void Row(string name) => HostileRun.Of(HostileTable.Find(name));
}

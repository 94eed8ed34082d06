using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Modules;

/// <summary>Makes the <see cref="KernelPackage"/> once for all tests of the collection, when the first asks.</summary>
[CollectionDefinition(Name)]
public sealed class KernelPackageFixture : ICollectionFixture<KernelPackageFixture>, IDisposable
{
    public const string Name = "kernel package";

    private KernelPackage? _made;

    public void Dispose() => _made?.Dispose();

    /// <summary>Skips the test where the distribution or a tool is missing.</summary>
    internal KernelPackage Require()
    {
        DistroFixture distro = DistroFixture.Require();
        Tool.Require("rpm2cpio", "rpm2cpio");
        Tool.Require("cpio", "cpio");
        return _made ??= new(distro);
    }
}

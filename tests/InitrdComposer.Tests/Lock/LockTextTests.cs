using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Config;
using InitrdComposer.Lock;
using InitrdComposer.Packages;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Lock;

public sealed class LockTextTests
{
    private static Comparer<RequestedBy> EdgeOrder { get; } = Comparer<RequestedBy>.Create((left, right) => string.CompareOrdinal($"{left}", $"{right}"));

    [Fact]
    public void LockIsTextThatCanBeReviewed() => Golden.Matches("lock", "small.lock", LockText.Write(Locks.Small));

    [Fact]
    public void LockReadsBackByteForByte()
    {
        string text = LockText.Write(Locks.Small);
        Assert.Equal(text, LockText.Write(Locks.Parse(text)));
    }

    [Fact]
    public void EverythingOfALockReadsBack()
    {
        LockFile file = Locks.Parse(LockText.Write(Locks.Small));
        Assert.Equal(Locks.Small.Inputs, file.Inputs);
        Assert.Equal(("x86_64", 1_767_225_600), (file.Architecture, file.SourceDateEpoch));
        Assert.Equal(["initrd-composer 0.1.0", "libzstd 1.5.4"], file.Tools.Select(tool => $"{tool.Name} {tool.Version}"));
        Assert.Equal(Locks.Small.Repositories, file.Repositories);
        Assert.Equal(Locks.Small.Kernels, file.Kernels);
        Assert.Equal(["libc6", "linux-image-6.12", "login", "systemd"], file.Packages.Select(package => package.Nevra.Name));
        foreach (LockedPackage package in file.Packages)
        {
            LockedPackage original = Locks.Small.Packages.Single(candidate => candidate.Nevra == package.Nevra);
            Assert.Equal(original with { RequestedBy = package.RequestedBy, Variants = package.Variants }, package);
            Assert.Equal(original.Variants, package.Variants);
            Assert.Equal(original.RequestedBy.Order(EdgeOrder), package.RequestedBy.Order(EdgeOrder));
        }
    }

    [Theory]
    [InlineData(MirrorListKind.Metalink)]
    [InlineData(MirrorListKind.Plain)]
    [InlineData(null)]
    public void MirrorsOfARepositoryReadBack(MirrorListKind? list)
    {
        var repository = (LockedRepository.Metadata)Locks.Small.Repositories[0] with { List = list, Mirrors = list is null ? ["http://a.example.org/", "b"] : [] };
        LockFile file = Locks.Small with { Repositories = [repository, .. Locks.Small.Repositories.Skip(1)] };
        Assert.Equal(repository, Locks.Parse(LockText.Write(file)).Repositories[0]);
    }

    [Fact]
    public void OrderOfPackagesAndEdgesDoesNotMatter()
    {
        LockFile shuffled = Locks.Small with
        {
            Packages = [.. Locks.Small.Packages.Reverse().Select(package => package with { RequestedBy = [.. package.RequestedBy.Reverse()] })],
        };
        Assert.Equal(LockText.Write(Locks.Small), LockText.Write(shuffled));
    }

    [Fact]
    public void NewVersionOfAPackageChangesItsOwnLinesOnly()
    {
        Nevra before = Locks.Nevra("systemd", 0, "257.13", "1"), after = Locks.Nevra("systemd", 0, "257.14", "1");
        LockFile updated = Locks.Small with
        {
            Packages =
            [
                .. Locks.Small.Packages.Select(package => (package.Nevra == before ? Locks.Package(after, PackageRole.Install) : package) with
                {
                    RequestedBy = [.. package.RequestedBy.Select(edge => edge.Package == before ? edge with { Package = after } : edge)],
                }),
            ],
        };
        Assert.Equal(
            ["nevra = \"systemd-257.14-1.x86_64\"", "location = \"s/systemd-257.14-1.x86_64.rpm\"", $"digest = \"{Locks.DigestOf($"{after}")}\""],
            LockText.Write(updated).Split('\n').Except(LockText.Write(Locks.Small).Split('\n')));
    }

    [Fact]
    public void TwoPackagesOfOneNameAreCalledByTheirWholeNames()
    {
        Nevra first = Locks.Nevra("kernel", 0, "6.12", "1"), second = Locks.Nevra("kernel", 0, "6.13", "1");
        var file = Locks.Small with
        {
            Packages =
            [
                Locks.Package(first, PackageRole.Install, new RequestedBy(null, "kernel", 1, IsWeak: false)),
                Locks.Package(second, PackageRole.Install, new RequestedBy(first, "kernel > 6.12", null, IsWeak: false)),
            ],
        };
        string text = LockText.Write(file);
        Assert.Contains("{ package = \"kernel-6.12-1.x86_64\", requires = \"kernel > 6.12\" }", text, StringComparison.Ordinal);
        Assert.Equal(first, Locks.Parse(text).Packages[1].RequestedBy[0].Package);
    }

    [Fact]
    public void AnyLockReadsBackByteForByte() => Check.QuickThrowOnFailure(Prop.ForAll(Files(), file =>
    {
        string text = LockText.Write(file);
        return LockText.Write(Locks.Parse(text)) == text;
    }));

    private static Gen<RequestedBy> EdgesFrom(Nevra[] packages) =>
        from package in Gen.Elements(packages)
        from dependency in Gen.Choose(0x20, 0x2FF).Select(c => (char)c).ListOf().Select(characters => new string([.. characters]))
        from isWeak in Gen.Elements(true, false)
        select new RequestedBy(package, dependency, null, isWeak);

    /// <summary>Few names, so that they collide; dependencies of any text.</summary>
    private static Arbitrary<LockFile> Files()
    {
        Gen<Nevra> nevra =
            from name in Gen.Elements("a", "b", "a-b", "lib.so", "c++")
            from epoch in Gen.Elements(0u, 1u, uint.MaxValue)
            from version in Gen.Elements("1", "1~rc1", "2^git", "10.0+x")
            from release in Gen.Elements("1", "1.fc42", "0~1")
            from arch in Gen.Elements("x86_64", "noarch", "i686")
            select Locks.Nevra(name, epoch, version, release, arch);
        Gen<LockFile> file =
            from nevras in nevra.NonEmptyListOf()
            let distinct = nevras.Distinct().ToArray()
            from edges in EdgesFrom(distinct).ListOf().Resize(10)
            from role in Gen.Elements(Enum.GetValues<PackageRole>())
            select Locks.Small with
            {
                Packages =
                [
                    .. distinct.Select(package => Locks.Package(
                        package, role, [new(null, "spec", 3, IsWeak: false), .. edges])),
                ],
            };
        return file.ToArbitrary();
    }
}

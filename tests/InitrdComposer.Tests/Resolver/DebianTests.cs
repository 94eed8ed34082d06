using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>Random installs from a part of a real distribution, beside libsolv's answers.</summary>
public sealed class DebianTests
{
    private static readonly Lazy<Pool> Debian = new(() => TestTags.Pool(File.ReadLines(Checkout.Fixture("resolver", "debian12.tags"))));

    public static TheoryData<string, string, string> Installs =>
        [.. File.ReadLines(Checkout.Fixture("resolver", "debian12.tsv")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).Select(row => (row[0], row[1], row[2]))];

    [Theory]
    [MemberData(nameof(Installs))]
    public void LibsolvInstallsTheSame(string weak, string wanted, string installed)
    {
        var request = new ResolutionRequest("x86_64", [.. wanted.Split(' ')]) { WeakDependencies = weak == "weak" };
        string answer = PackageResolver.Resolve(Debian.Value, request) is Resolution.Solved solved
            ? string.Join(' ', solved.Packages.Select(package => Debian.Value.Nevra(package.Package).ToString()).Order(StringComparer.Ordinal))
            : "-";
        Assert.Equal(installed, answer);
    }

    [Fact]
    public void EveryPackageSaysWhoAskedForIt()
    {
        var request = new ResolutionRequest("x86_64", ["systemd"]);
        var solved = Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(Debian.Value, request));
        HashSet<PackageId> installed = [.. solved.Packages.Select(package => package.Package)];
        Assert.All(solved.Packages, package => Assert.All(package.RequestedBy, edge => Assert.True(edge.Wanted is 0 || installed.Contains(edge.Package!.Value))));
        Assert.All(solved.Packages, package => Assert.NotEmpty(package.RequestedBy));
    }
}

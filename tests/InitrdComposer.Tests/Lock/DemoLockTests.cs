using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Lock;

/// <summary>From the demo recipe to its lock, on the real repository.</summary>
public sealed class DemoLockTests
{
    private static readonly string RecipePath = Path.Combine(Checkout.Root, "configs", "demo.toml");

    [Fact]
    public async Task LockOfTheDemoIsWholeAndReadsBackByteForByte()
    {
        LockFile file = await LockAsync(RecipeReader.Read(RecipePath));
        string text = LockText.Write(file);
        Assert.Equal(text, LockText.Write(Locks.Parse(text)));
        Assert.Equal(1, file.Packages.Count(package => package.Role == PackageRole.Kernel));
        Assert.Equal("systemd-boot-efi", Assert.Single(file.Packages, package => package.Role == PackageRole.Stub).Nevra.Name);
        Assert.Equal(RecipeReader.Read(RecipePath).Packages.Install.Length, file.Packages.Count(package => package.Role == PackageRole.Install && package.RequestedBy.Any(edge => edge.Line is not null)));
    }

    [Fact]
    public async Task EveryLineThatTheLockNamesSaysInTheRecipeWhatTheLockSaysItDoes()
    {
        string[] recipe = await File.ReadAllLinesAsync(RecipePath, TestContext.Current.CancellationToken);
        LockFile file = await LockAsync(RecipeReader.Read(RecipePath));
        Assert.All(
            file.Packages.SelectMany(package => package.RequestedBy).Where(edge => edge.Package is null),
            edge => Assert.Contains($"\"{edge.Dependency}\"", recipe[edge.Line!.Value - 1], StringComparison.Ordinal));
    }

    private static async Task<LockFile> LockAsync(Recipe recipe)
    {
        DistroFixture.Require();
        using var folder = new TempFolder();
        using var downloader = new Downloader(new Cache(folder.Path));
        RepositorySet set = await new RepositoryLoader(downloader).LoadAsync(recipe.Repositories, Path.GetDirectoryName(recipe.Path)!);
        ImmutableArray<RoleResolution> roles =
        [
            .. RoleRequest.Of(recipe).Select(request => new RoleResolution(request, Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(set.Pool, request.Request)))),
        ];
        return Locker.Lock(recipe, set, roles, []);
    }
}

using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Lock;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Tests.Config;
using InitrdComposer.Tests.Config.Layers;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Lock;

public sealed class LockerTests
{
    private const string Roles = """
        [roles]
        kernel = "linux-image-*"
        stub = "stub"
        [uki]
        cmdline = "rw"
        """;

    [Fact]
    public void ClosureAndRolesAreLockedWithTheirReasons()
    {
        LockFile file = Lock(Recipes.Parse(Recipes.Small + Roles));
        Assert.Equal(
            ["bash-5-1.x86_64 Install", "libc6-2-1.x86_64 Install", "linux-image-6-1-1.x86_64 Kernel", "stub-1-1.x86_64 Stub", "systemd-1:257-1.x86_64 Install"],
            file.Packages.Select(package => $"{package.Nevra} {package.Role}"));
        LockedPackage libc = file.Packages[1];
        Assert.Equal(("demo", "libc6.rpm", 102, Locks.DigestOf("libc6")), (libc.Repository, libc.Location, libc.Size, libc.Digest));
        Assert.Equal(
            ["bash-5-1.x86_64 libc6 >= 2", "systemd-1:257-1.x86_64 libc.so.6"],
            libc.RequestedBy.Select(edge => $"{edge.Package} {edge.Dependency}"));
        Assert.Equal([new RequestedBy(null, "bash", 6, IsWeak: false)], file.Packages[0].RequestedBy.ToArray());
    }

    [Fact]
    public void WhatAKernelPackageRequiresIsNotLocked()
    {
        LockedPackage kernel = Assert.Single(Lock(Recipes.Parse(Recipes.Small + Roles)).Packages, package => package.Role == PackageRole.Kernel);
        Assert.Equal([new RequestedBy(null, "linux-image-*", 8, IsWeak: false)], kernel.RequestedBy.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LinesOfOtherFilesComeWithTheFileAsTheRecipeWouldNameItWhereverItIs(bool isAbsolute)
    {
        using var folder = new RecipeFolder("project-root = \"..\"\ninclude = [\"../common/base.toml\"]\n" + Recipes.Small.Replace("\"systemd\", ", "", StringComparison.Ordinal), "own/r.toml");
        folder.Write("common/base.toml", "[packages]\ninstall = [\n  \"libc6\",\n]\n[profiles.p]\npackages.install = [\"stub\"]\n");
        folder.Write("own/mkosi.conf.d/20-x.conf", "[Content]\nPackages=systemd\n");
        string path = isAbsolute ? folder["own/r.toml"] : Path.GetRelativePath(Environment.CurrentDirectory, folder["own/r.toml"]);
        LockFile file = Lock(RecipeReader.Read(path, new(["p"], ["packages.install+=linux-image-6"])));
        Assert.Equal(
            [
                "bash null 8", "libc6 ../common/base.toml 3", "linux-image-6 null ", "stub ../common/base.toml 6", "systemd mkosi.conf.d/20-x.conf 2",
            ],
            file.Packages.SelectMany(package => package.RequestedBy).Where(edge => edge.Package is null).Select(edge => $"{edge.Dependency} {edge.File ?? "null"} {edge.Line}"));
    }

    [Fact]
    public void EpochIsTheNewestBuildTimeUnlessTheRecipeSaysIt()
    {
        Assert.Equal(1_003, Lock(Recipes.Parse(Recipes.Small)).SourceDateEpoch);
        Assert.Equal(5, Lock(Recipes.Parse("source-date-epoch = 5\n" + Recipes.Small)).SourceDateEpoch);
    }

    [Fact]
    public void KernelThatIsTwoPackagesIsRefusedAtItsLine()
    {
        Recipe recipe = Recipes.Parse(Recipes.Small + Roles.Replace("linux-image-*", "*i*", StringComparison.Ordinal));
        ComposerException error = Assert.Throws<ComposerException>(() => Lock(recipe));
        Assert.Equal(("IC-LCK20", "small.toml:8:10"), (error.Id.ToString(), error.Location.ToString()));
        Assert.Equal("roles.kernel: \"*i*\" is 2 packages, expected one: libc6-2-1.x86_64, linux-image-6-1-1.x86_64", error.Message);
    }

    [Fact]
    public void LockOfARecipeIsCurrentForIt()
    {
        Recipe recipe = Recipes.Parse(Recipes.Small + Roles);
        LockFile file = Locks.Parse(LockText.Write(Lock(recipe)));
        file.RequireCurrent(recipe, "small.lock", "lock");
        Assert.Equal(5, file.Packages.Length);
    }

    [Fact]
    public void RepositoryIsLockedAsItWas() => Assert.Equal(
        [new LockedRepository.Metadata("demo", "../repo", Locks.DigestOf("repomd"), "17") { Timestamp = 30, Signatures = RepositorySignatures.Default }],
        Lock(Recipes.Parse(Recipes.Small)).Repositories);

    [Fact]
    public void RequestsFollowTheRecipe()
    {
        Recipe recipe = Recipes.Parse(
            Recipes.Small.Replace("install =", "exclude = [\"x*\"]\nweak-dependencies = true\ninstall =", StringComparison.Ordinal)
            + Roles.Replace("stub =", "kernel-modules = [\"m\"]\nmicrocode = [\"u\"]\nstub =", StringComparison.Ordinal));
        ImmutableArray<RoleRequest> requests = RoleRequest.Of(recipe);
        Assert.Equal(
            ["Install: systemd bash", "Kernel: linux-image-* m", "Stub: stub", "Microcode: u"],
            requests.Select(request => $"{request.Role}: {string.Join(' ', request.Request.Wanted)}"));
        Assert.All(requests, request => Assert.Equal(["x*"], request.Request.Excludes));
        Assert.Equal([true, false, false, false], requests.Select(request => request.Request.WeakDependencies));
        Assert.All(requests, request => Assert.Equal([99], request.Request.Priorities));
    }

    private static LockFile Lock(Recipe recipe)
    {
        Pool pool = Packages();
        ImmutableArray<RoleResolution> roles =
        [
            .. RoleRequest.Of(recipe).Select(request => new RoleResolution(request, Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(pool, request.Request)))),
        ];
        var repomd = new Repomd("17", [Part("primary", 20), Part("filelists", 30), Part("group", null)]);
        var repository = new LoadedRepository(recipe.Repositories[0], new LoadedContent.Metadata(Mirrors.Of(Url()), Locks.DigestOf("repomd"), repomd), 0, pool.Packages.Length);
        return Locker.Lock(recipe, new RepositorySet(pool, [repository], []), roles, Locks.Small.Tools);

        static RepomdData Part(string type, long? timestamp) => new(type, "repodata/x", null, Locks.DigestOf(type), null, null, null, timestamp, 0);
    }

    private static ResourceUrl Url() => ResourceUrl.TryParse("/repo", "/", out ResourceUrl? url) ? url : throw new InvalidOperationException();

    private static Pool Packages()
    {
        var builder = new PoolBuilder();
        Add("libc6", 0, "2", ["libc.so.6", "rtld"], []);
        Add("bash", 0, "5", [], ["libc.so.6", "libc6 >= 2", "rtld"]);
        Add("systemd", 1, "257", [], ["libc.so.6", "rtld"]);
        Add("linux-image-6", 0, "1", [], ["bash"]);
        Add("stub", 0, "1", [], []);
        return builder.Build();

        void Add(string name, uint epoch, string version, string[] provides, string[] requires)
        {
            PackageId id = builder.Add(new PackageColumns(
                0, builder.Strings.Intern(name), epoch, builder.Strings.Intern(version), builder.Strings.Intern("1"), builder.Strings.Intern("x86_64"),
                builder.Strings.Intern($"{new Evr(epoch, version, "1")}"), builder.Strings.Intern(name + ".rpm"), 97 + name.Length, 1000, 1_000 + builder.PackageCount + 1), Locks.DigestOf(name));
            foreach (string provide in (string[])[$"{name} = {new Evr(epoch, version, "1")}", .. provides]) builder.AddDependency(id, DependencyKind.Provides, builder.Intern(Dependency.Parse(provide)));
            foreach (string require in requires) builder.AddDependency(id, DependencyKind.Requires, builder.Intern(Dependency.Parse(require)));
        }
    }
}

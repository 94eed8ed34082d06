using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Tests.Config;
using InitrdComposer.Tests.Resolver;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Lock;

/// <summary>What a second lock keeps, moves and says.</summary>
public sealed class RelockTests
{
    private const string First = """
        =Pkg: systemd 1 1 x86_64
        =Req: lib >= 1
        =Req: awk
        =Pkg: bash 1 1 x86_64
        =Pkg: lib 1 1 x86_64
        =Pkg: mawk 1 1 x86_64
        =Prv: awk
        =Pkg: kernel 1 1 x86_64
        """;

    private const string Second = First + """

        =Pkg: systemd 2 1 x86_64
        =Req: lib >= 2
        =Req: awk
        =Req: extra
        =Pkg: bash 2 1 x86_64
        =Pkg: lib 2 1 x86_64
        =Pkg: extra 1 1 x86_64
        =Pkg: gawk 5 1 x86_64
        =Prv: awk
        =Pkg: kernel 2 1 x86_64
        =Pkg: strict 1 1 x86_64
        =Req: lib = 2-1
        """;

    private const string Kernel = """
        [roles]
        kernel = "kernel"
        """;

    private static readonly Recipe Recipe = Recipes.Parse(Recipes.Small + Kernel);

    private static readonly LockFile Locked = Relocked(LockRequest.Fresh, First).Lock;

    [Fact]
    public void NewVersionsAloneChangeNothing()
    {
        LockResult result = Relocked(new(Locked, UpdateSelection.None), Second, revision: 2);
        Assert.True(result.IsUnchanged);
        Assert.Empty(result.Changes);
    }

    /// <summary>Whoever wrote it decides what stays and how old repositories may be: a signature is wanted for that.</summary>
    [Fact]
    public void ALockThatNobodySignedIsFollowedByItselfAlone()
    {
        var unsigned = new ComposerException(LockDiagnostics.Signature, "is not signed", new SourceLocation("my.lock"));
        Assert.True(Relocked(new(Locked, UpdateSelection.None) { Unsigned = unsigned }, Second, revision: 2).IsUnchanged);
        ComposerException refused = Assert.Throws<ComposerException>(() => Relocked(new(Locked, UpdateSelection.All) { Unsigned = unsigned }, Second, revision: 2));
        Assert.Equal("no other lock follows this one: it is not signed", refused.Message);
        Assert.NotEmpty(Relocked(new(Locked, UpdateSelection.All) { Unsigned = unsigned, AllowsRollback = true }, Second, revision: 2).Changes);
    }

    [Fact]
    public void AnUpdateOfEverythingSaysWhatItMovedAndBrought() => Assert.Equal(
        [
            "bash 1-1 -> 2-1: asked for by --update",
            "extra 1-1 added: systemd now requires extra",
            "gawk 5-1 added: systemd now requires awk",
            "kernel 1-1 -> 2-1: asked for by --update",
            "lib 1-1 -> 2-1: asked for by --update",
            "mawk 1-1 removed: nothing requires it any more",
            "systemd 1-1 -> 2-1: asked for by --update",
            "repository \"demo\": revision 1 -> 2",
        ],
        Lines(Relocked(new(Locked, UpdateSelection.All), Second, revision: 2)));

    [Fact]
    public void AnUpdateOfOnePackageMovesWhatItNeeds() => Assert.Equal(
        [
            "extra 1-1 added: systemd now requires extra",
            "lib 1-1 -> 2-1: systemd 2-1 requires lib >= 2",
            "systemd 1-1 -> 2-1: asked for by --update",
            "repository \"demo\": revision 1 -> 2",
        ],
        Lines(Relocked(new(Locked, new(IsAll: false, ["sys*"])), Second, revision: 2)));

    [Fact]
    public void ARoleIsUpdatedByItsName() =>
        Assert.Equal(["kernel 1-1 -> 2-1: asked for by --update"], Lines(Relocked(new(Locked, new(IsAll: false, ["kernel"])), Second)));

    [Fact]
    public void WhatTheRecipeAddsMovesOnlyWhatItMust() => Assert.Equal(
        ["lib 1-1 -> 2-1: strict 1-1 requires lib = 2-1", "strict 1-1 added: the recipe asks for \"strict\""],
        Lines(Relocked(new(Locked, UpdateSelection.None), Second, recipe: Changed("\"bash\"", "\"bash\", \"strict\""))));

    [Fact]
    public void WhatTheRecipeDropsGoes() =>
        Assert.Equal(["bash 1-1 removed: the recipe does not ask for it any more"], Lines(Relocked(new(Locked, UpdateSelection.None), First, recipe: Changed(", \"bash\"", ""))));

    [Fact]
    public void ANewerWishOfTheRecipeIsTheReason() => Assert.Equal(
        ["bash 1-1 -> 2-1: the recipe asks for \"bash >= 2\""], Lines(Relocked(new(Locked, UpdateSelection.None), Second, recipe: Changed("\"bash\"", "\"bash >= 2\""))));

    [Fact]
    public void WhatTheRepositoryDroppedIsReplacedAndAnOlderVersionMarked()
    {
        string without = First.Replace("=Pkg: bash 1 1 x86_64", "=Pkg: bash 0.9 1 x86_64", StringComparison.Ordinal);
        Assert.Equal(["bash 1-1 -> 0.9-1 (downgrade): 1-1 is no longer in the repositories"], Lines(Relocked(new(Locked, UpdateSelection.None), without)));
        ComposerException refusal = Assert.Throws<ComposerException>(() => Relocked(new(Locked, UpdateSelection.None) { DeniesDowngrade = true }, without));
        Assert.Equal(("IC-LCK09", FailureKind.Verification), (refusal.Id.ToString(), refusal.Id.Kind));
    }

    [Fact]
    public void WhatTheRecipeExcludesIsNotStayedWith() => Assert.Equal(
        ["gawk 5-1 added: systemd now requires awk", "mawk 1-1 removed: the recipe excludes it"],
        Lines(Relocked(new(Locked, UpdateSelection.None), Second, recipe: Changed("install =", "exclude = [\"mawk\"]\ninstall ="))));

    [Fact]
    public void LinesOfTheRecipeThatMovedAreNoChangeOfPackages()
    {
        LockResult result = Relocked(new(Locked, UpdateSelection.None), Second, recipe: Recipes.Parse("# a comment\n" + Recipes.Small + Kernel), revision: 2);
        Assert.Empty(result.Changes);
        Assert.False(result.IsUnchanged);
        Assert.Equal(Locked.Packages[0].RequestedBy[0].Line + 1, result.Lock.Packages[0].RequestedBy[0].Line);
        Assert.Equal(Locked.Repositories, result.Lock.Repositories);
    }

    [Fact]
    public void VariantsStayWithWhatTheyHave()
    {
        Recipe variant = Recipes.Parse(Recipes.Small + "[[variants]]\nname = \"rescue\"\ninstall = [\"extra\"]\n");
        LockFile locked = Relocked(LockRequest.Fresh, First + "\n=Pkg: extra 0 1 x86_64", recipe: variant).Lock;
        Assert.True(Relocked(new(locked, UpdateSelection.None), Second + "\n=Pkg: extra 0 1 x86_64", recipe: variant).IsUnchanged);
        Assert.Equal(
            ["extra 0-1 -> 1-1: asked for by --update"],
            Lines(Relocked(new(locked, new(IsAll: false, ["extra"])), Second + "\n=Pkg: extra 0 1 x86_64", recipe: variant)));
        Recipe all = Recipes.Parse(Recipes.Small.Replace("\"bash\"", "\"bash\", \"extra\"", StringComparison.Ordinal));
        Assert.Equal(["extra 0-1: every initrd has it now"], Lines(Relocked(new(locked, UpdateSelection.None), First + "\n=Pkg: extra 0 1 x86_64", recipe: all)));
    }

    [Fact]
    public void AToolOfAnotherVersionIsSaid() => Assert.Equal(
        ["libzstd 1.5.3 -> 1.5.4: the version of this run"],
        Lines(Relocked(new(Locked with { Tools = [new("initrd-composer", "0.1.0"), new("libzstd", "1.5.3")] }, UpdateSelection.None), First)));

    [Theory]
    [InlineData("", "6.1 aa", "kernel in ../linux: 6.1 added")]
    [InlineData("6.1 aa", "", "kernel in ../linux: 6.1 removed")]
    [InlineData("6.1 aa", "6.2 bb", "kernel in ../linux: 6.1 -> 6.2")]
    [InlineData("6.1 aa", "6.1 bb", "kernel in ../linux: 6.1, of other content")]
    [InlineData("6.1 aa", "6.1 aa", null)]
    public void AKernelOfAFolderThatChangedIsSaid(string before, string after, string? said)
    {
        LockFile current = Locked with { Kernels = KernelOf(after) };
        LockRequest request = new(Locked with { Kernels = KernelOf(before) }, UpdateSelection.None);
        Assert.Equal(said is null ? [] : [said], Lines(Relock.Compare(request, current, new(TestTags.Pool(First), [], []), [])));

        static ImmutableArray<LockedKernel> KernelOf(string text) => text.Split(' ') is [string version, string content] ? [new("../linux", version, Locks.DigestOf(content))] : [];
    }

    [Fact]
    public void ARepositoryThatWentBackInTimeIsRefusedUnlessItIsMeant()
    {
        ComposerException refusal = Assert.Throws<ComposerException>(() => Relocked(new(Locked, UpdateSelection.None), First, revision: 0));
        Assert.Equal(("IC-RMD17", FailureKind.Verification), (refusal.Id.ToString(), refusal.Id.Kind));
        Assert.Contains("--allow-rollback", refusal.Hint, StringComparison.Ordinal);
        Assert.True(Relocked(new(Locked, UpdateSelection.None) { AllowsRollback = true }, First, revision: 0).IsUnchanged);
    }

    [Theory]
    [InlineData("sistemd", "did you mean systemd?")]
    [InlineData("x*", "names and globs of packages of the lock are expected")]
    public void ANameToUpdateThatTheLockDoesNotHaveIsRefused(string name, string hint)
    {
        ComposerException refusal = Assert.Throws<ComposerException>(() => new UpdateSelection(IsAll: false, ["bash", name]).Require(Locked));
        Assert.Equal(("IC-LCK22", FailureKind.Usage, hint), (refusal.Id.ToString(), refusal.Id.Kind, refusal.Hint));
    }

    private static string[] Lines(LockResult result) => [.. result.Changes.Select(change => $"{change}")];

    private static Recipe Changed(string from, string to) => Recipes.Parse(Recipes.Small.Replace(from, to, StringComparison.Ordinal) + Kernel);

    /// <summary>One repository, whose timestamp is its revision.</summary>
    private static LockResult Relocked(LockRequest request, string packages, int revision = 1, Recipe? recipe = null)
    {
        recipe ??= Recipe;
        Pool pool = TestTags.Pool(packages);
        var repomd = new Repomd($"{revision}", [new RepomdData("primary", "repodata/x", null, Digest.Sha256Of("x"u8), null, null, null, revision, 0)]);
        var set = new RepositorySet(pool, [new(recipe.Repositories[0], new LoadedContent.Metadata(Mirrors.Of(ResourceUrl.OfPath("/repo")), Locks.DigestOf($"{revision}"), repomd), 0, pool.Packages.Length)], []);
        Relock.RefuseRollback(request, set);
        ImmutableArray<RoleResolution> roles =
        [
            .. RoleRequest.Of(recipe).Select(role => request.Bind(role, set))
                .Select(role => new RoleResolution(role, Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(pool, role.Request)))),
        ];
        LockResult result = Relock.Compare(request, Locker.Lock(recipe, set, roles, Locks.Small.Tools), set, roles);
        return result with { Lock = Locks.Parse(LockText.Write(result.Lock)) };
    }
}

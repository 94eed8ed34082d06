using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Lock;
using InitrdComposer.Tests.Config;
using Xunit;

namespace InitrdComposer.Tests.Lock;

public sealed class ResolutionInputsTests
{
    private const string Text = Recipes.Small + """
        [roles]
        kernel = "kernel-core"
        stub = "systemd-boot"
        [modules]
        include = ["ext4"]
        [uki]
        cmdline = "rw"
        """;

    private static readonly Recipe Recipe = Recipes.Parse(Text);

    [Theory]
    [InlineData("cmdline = \"rw\"", "cmdline = \"ro quiet\"")]
    [InlineData("include = [\"ext4\"]", "include = [\"xfs\"]")]
    [InlineData("[\"systemd\", \"bash\"]", "[\n# sorted\n\"bash\",\n\"systemd\"]")]
    [InlineData("[modules]", "[finalize]\ndocumentation = true\n[modules]")]
    [InlineData("[modules]", "[initrd]\ncompression = \"none\"\n[modules]")]
    public void LockStaysGoodForWhatDoesNotChoosePackages(string from, string to) =>
        Assert.Null(ResolutionInputs.FirstDifference(LockOf(Recipe).Inputs, ResolutionInputs.Of(Changed(from, to))));

    /// <summary>Files that are left out load no libraries.</summary>
    [Theory]
    [InlineData("dlopen = [\"required\", \"-tpm\"]", "dlopen = [\"-tpm\", \"required\"]", "the order of repositories, preferences, policies, kernels or variants")]
    [InlineData("dlopen = [\"required\", \"-tpm\"]", "dlopen = [\"required\"]", "\"dlopen: -tpm\" is gone")]
    [InlineData("dlopen = [\"required\", \"-tpm\"]", "", "\"dlopen: required\" is gone")]
    [InlineData("dlopen = ", "remove = [\"?perl\"]\ndlopen = ", "\"remove: ?perl\" is new")]
    [InlineData("[modules]", "[finalize]\nremove-files = [\"/usr/bin/tool\"]\n[modules]", "\"remove-files: /usr/bin/tool\" is new")]
    [InlineData("[modules]", "[finalize]\nremove-with-libraries = [\"/usr/bin/tool\"]\n[modules]", "\"remove-with-libraries: /usr/bin/tool\" is new")]
    [InlineData("[modules]", "[finalize]\ndocumentation = true\n[modules]", "was \"documentation: false\", is \"documentation: true\"")]
    public void WithAPolicyOfDlopenWhatIsLeftOutCountsToo(string from, string to, string difference)
    {
        string text = Text.Replace("install = ", "dlopen = [\"required\", \"-tpm\"]\ninstall = ", StringComparison.Ordinal);
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.Equal(difference, ResolutionInputs.FirstDifference(ResolutionInputs.Of(Recipes.Parse(text)), ResolutionInputs.Of(Recipes.Parse(text.Replace(from, to, StringComparison.Ordinal)))));
    }

    [Theory]
    [InlineData("\"bash\"", "\"bash\", \"less\"", "\"install: less\" is new")]
    [InlineData("\"systemd\", \"bash\"", "\"systemd\"", "\"install: bash\" is gone")]
    [InlineData("\"bash\"", "\"bash >= 5\"", "was \"install: bash\", is \"install: bash >= 5\"")]
    [InlineData("../repo", "../repo2", "was \"repository: demo ../repo priority 99\", is \"repository: demo ../repo2 priority 99\"")]
    [InlineData("id = \"demo\"", "id = \"demo\"\npriority = 5", "was \"repository: demo ../repo priority 99\", is \"repository: demo ../repo priority 5\"")]
    [InlineData("id = \"demo\"", "id = \"other\"", "was \"repository: demo ../repo priority 99\", is \"repository: other ../repo priority 99\"")]
    [InlineData("kernel-core", "kernel-tiny-core", "was \"kernel: kernel-core\", is \"kernel: kernel-tiny-core\"")]
    [InlineData("kernel = \"kernel-core\"", "kernel = \"kernel-core\"\nkernel-modules = [\"kernel-modules\"]", "\"kernel-modules: kernel-modules\" is new")]
    [InlineData("stub = \"systemd-boot\"", "stub = \"systemd-boot-unsigned\"", "was \"stub: systemd-boot\", is \"stub: systemd-boot-unsigned\"")]
    [InlineData("stub = ", "microcode = [\"amd-ucode\"]\nstub = ", "\"microcode: amd-ucode\" is new")]
    [InlineData("install = ", "exclude = [\"less\"]\ninstall = ", "\"exclude: less\" is new")]
    [InlineData("install = ", "prefer = [\"mawk\"]\ninstall = ", "\"prefer: mawk\" is new")]
    [InlineData("install = ", "avoid = [\"?usrmerge\"]\ninstall = ", "\"avoid: ?usrmerge\" is new")]
    [InlineData("baseurl = ", "excludepkgs = [\"less\"]\nbaseurl = ", "\"excludepkgs of demo: less\" is new")]
    [InlineData("baseurl = ", "includepkgs = [\"bash\"]\nbaseurl = ", "\"includepkgs of demo: bash\" is new")]
    [InlineData("baseurl = ", "module_hotfixes = true\nbaseurl = ", "\"module_hotfixes of demo: true\" is new")]
    [InlineData("install = ", "streams = [\"nodejs:20\", \"-perl\"]\ninstall = ", "\"stream: -perl\" is new")]
    [InlineData("install = ", "weak-dependencies = true\ninstall = ", "was \"weak-dependencies: false\", is \"weak-dependencies: true\"")]
    [InlineData("[uki]", "[[variants]]\nname = \"rescue\"\ninstall = [\"less\"]\n[uki]", "\"variant rescue: less\" is new")]
    public void LockIsStaleForWhatDoesAndSaysWhatItIs(string from, string to, string difference)
    {
        Recipe changed = Changed(from, to);
        ComposerException error = Assert.Throws<ComposerException>(() => LockOf(Recipe).RequireCurrent(changed, "small.lock", "initrd-composer lock small.toml"));
        Assert.Equal(("IC-LCK04", FailureKind.Verification, "small.lock"), (error.Id.ToString(), error.Id.Kind, error.Location.ToString()));
        Assert.Equal($"stale: small.toml has changed since this lock was made: {difference}", error.Message);
        Assert.Equal("run: initrd-composer lock small.toml", error.Hint);
    }

    [Fact]
    public void OrderOfRepositoriesIsAnInput()
    {
        const string Second = "[[repositories]]\nid = \"second\"\nbaseurl = \"../second\"\n";
        Recipe before = Recipes.Parse(Second + Text), after = Recipes.Parse(Text + "\n" + Second);
        Assert.Equal(
            "the order of repositories, preferences, policies, kernels or variants", ResolutionInputs.FirstDifference(ResolutionInputs.Of(before), ResolutionInputs.Of(after)));
    }

    [Fact]
    public void RepositoryThatTheRecipeDoesNotHaveIsRefused()
    {
        LockFile edited = LockOf(Recipe) with { Repositories = [(LockedRepository.Metadata)Locks.Small.Repositories[0] with { BaseUrl = "http://elsewhere.example/repo" }] };
        ComposerException error = Assert.Throws<ComposerException>(() => edited.RequireCurrent(Recipe, "small.lock", "initrd-composer lock small.toml"));
        Assert.Equal(("IC-LCK06", FailureKind.Verification), (error.Id.ToString(), error.Id.Kind));
        Assert.Equal("repository \"demo\": baseurl: got \"http://elsewhere.example/repo\", expected \"../repo\", as small.toml has it", error.Message);
    }

    [Fact]
    public void ARepositoryOfAnEditedLockIsRefusedByTheFieldThatWasEdited()
    {
        const string One = "302F2B42B3DFFB1853F063E2F65DFC62F9F23CA0", Two = "B0F4950458F69E1150C6C5EDC8AC4916105EF944";
        Recipe recipe = Changed("baseurl = ", $"keys = [\"{One}\"]\nkey-files = [\"one.asc\"]\nbaseurl = ");
        RepositorySignatures asked = recipe.Repositories[0].Signatures;
        Assert.Equal("signatures: got \"none\", expected \"all\"", Refusal(asked with { Checked = SignedParts.None }));
        Assert.Equal("trust: got \"legacy\", expected \"strict\"", Refusal(asked with { Trust = RepositoryTrust.Legacy }));
        Assert.Equal($"keys: got [\"{Two}\"], expected [\"{One}\"]", Refusal(asked with { Keys = [new(Two, default)] }));
        Assert.Equal("key-files: got [\"two.asc\"], expected [\"one.asc\"]", Refusal(asked with { KeyFiles = [new("two.asc", default)] }));
        Assert.Equal("signatures: got nothing, expected \"all\"", Refusal(null));

        // The same of inputs alone: the recipe has not changed.
        LockFile whole = Locked(recipe, asked);
        LockFile edited = whole with { Inputs = [.. whole.Inputs.Select(input => input.Replace(One, Two, StringComparison.Ordinal))] };
        ComposerException error = Assert.Throws<ComposerException>(() => edited.RequireCurrent(recipe, "small.lock", "initrd-composer lock small.toml"));
        Assert.Equal("IC-LCK06", $"{error.Id}");
        Assert.Contains($"was \"key of demo: {Two}\", is \"key of demo: {One}\"", error.Message, StringComparison.Ordinal);

        string Refusal(RepositorySignatures? signatures)
        {
            ComposerException refused = Assert.Throws<ComposerException>(() => Locked(recipe, signatures).RequireCurrent(recipe, "small.lock", "initrd-composer lock small.toml"));
            Assert.Equal("IC-LCK06", $"{refused.Id}");
            const string Before = "repository \"demo\": ", Behind = ", as small.toml has it";
            Assert.StartsWith(Before, refused.Message, StringComparison.Ordinal);
            Assert.EndsWith(Behind, refused.Message, StringComparison.Ordinal);
            return refused.Message[Before.Length..^Behind.Length];
        }
    }

    [Fact]
    public void ArchitectureIsAnInput() => Assert.NotNull(ResolutionInputs.FirstDifference(LockOf(Recipe).Inputs, ResolutionInputs.Of(Recipe with { Architecture = "aarch64" })));

    private static LockFile Locked(Recipe recipe, RepositorySignatures? signatures) =>
        Locks.Small with { Inputs = ResolutionInputs.Of(recipe), Repositories = [Locks.Small.Repositories[0] with { Signatures = signatures }] };

    private static LockFile LockOf(Recipe recipe) => Locked(recipe, recipe.Repositories[0].Signatures);

    private static Recipe Changed(string from, string to)
    {
        Assert.Contains(from, Text, StringComparison.Ordinal);
        return Recipes.Parse(Text.Replace(from, to, StringComparison.Ordinal));
    }
}

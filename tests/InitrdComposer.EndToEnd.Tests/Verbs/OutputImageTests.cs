using InitrdComposer.Cli.Verbs;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Verbs;

public sealed class OutputImageTests : IDisposable
{
    private const string Several = """
        {"images": [
          {"name": "demo-6.1", "kernelVersion": "6.1"}, {"name": "demo-6.1-cloud", "kernelVersion": "6.1-cloud"},
          {"name": "demo-6.1-cloud-rescue", "kernelVersion": "6.1", "variant": "cloud-rescue"}]}
        """;

    private readonly TempFolder _output = new();

    [Fact]
    public void OfSeveralImagesNoneIsGuessed()
    {
        ComposerException error = Refused(Several, null);
        Assert.Equal(FailureKind.Usage, error.Id.Kind);
        Assert.Equal("got 3 images, expected one: demo-6.1, demo-6.1-cloud, demo-6.1-cloud-rescue", error.Message);
        Assert.Equal("name one of them with --image", error.Hint);
    }

    [Fact]
    public void AVariantBootsTheKernelThatItsNameBeginsWithAndNoneThatLooksLikeIt()
    {
        OutputImage image = Choose(Several, "demo-6.1-cloud-rescue");
        Assert.Equal(("cloud-rescue", "demo-6.1"), (image.Variant, image.KernelName));
        Assert.Equal("demo-6.1-cloud", Choose(Several, "demo-6.1-cloud").KernelName);
    }

    [Fact]
    public void TheOnlyImageNeedsNoName()
    {
        const string One = """{"images": [{"name": "demo"}]}""";
        Assert.Equal(new OutputImage("demo", null, null), Choose(One, null));
        Assert.Equal(new OutputImage("demo", null, null), Choose(One, "demo"));
    }

    [Theory]
    [InlineData("EFI/Linux/demo-6.1.efi")]
    [InlineData("demo.efi")]
    public void TheUkiIsWhereTheManifestSays(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_output[path])!);
        File.WriteAllText(_output[path], "");
        OutputImage image = Choose($$"""{"images": [{"name": "demo", "uki": "{{path}}"}]}""", null);
        Assert.Equal(_output[path], image.UkiIn(Disk.Host, _output.Path));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("EFI/../../../../../../../etc/passwd")]
    public void AUkiOutsideOfTheFolderIsRefused(string path) =>
        Assert.Equal("IC-MAN01", Refused($$"""{"images": [{"name": "demo", "uki": "{{path}}"}]}""", null).Id.ToString());

    [Fact]
    public void AUkiThatIsNotThereIsNone() => Assert.Null(Choose("""{"images": [{"name": "demo", "uki": "missing.efi"}]}""", null).UkiIn(Disk.Host, _output.Path));

    [Fact]
    public void AnImageThatIsNotThereIsAnsweredWithThoseThatAre()
    {
        ComposerException error = Refused(Several, "demo-6.1-clout");
        Assert.Equal(FailureKind.Usage, error.Id.Kind);
        Assert.Contains("demo-6.1, demo-6.1-cloud, demo-6.1-cloud-rescue", error.Message, StringComparison.Ordinal);
        Assert.Equal("did you mean \"demo-6.1-cloud\"?", error.Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"images": [{"name": 1}]}""")]
    [InlineData("""{"images": [{"name": "a", "variant": "rescue"}]}""")]
    public void WhatIsNoManifestIsMalformed(string manifest) => Assert.Equal(FailureKind.Malformed, Refused(manifest, "a").Id.Kind);

    [Fact]
    public void AFolderWithoutManifestIsNoOutput() =>
        Assert.Equal("there is no manifest.json", Assert.Throws<ComposerException>(() => OutputImage.Choose(Disk.Host, _output.Path, null, Missing)).Message);

    [Fact]
    public void AManifestNamesNoFileOutsideOfItsFolder() => Assert.Equal("IC-MAN01", Refused("""{"images": [{"name": "../demo"}]}""", null).Id.ToString());

    public void Dispose() => _output.Dispose();

    private ComposerException Refused(string manifest, string? name) => Assert.Throws<ComposerException>(() => Choose(manifest, name));

    private static ComposerException Missing(string message) => new(new("TST", 1, FailureKind.Usage), message);

    private OutputImage Choose(string manifest, string? name)
    {
        File.WriteAllText(_output["manifest.json"], manifest);
        return OutputImage.Choose(Disk.Host, _output.Path, name, Missing);
    }
}

using InitrdComposer.Attribution;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attribution;

/// <summary>Whose the files of our own images are: the manifest knows, and the repository must come to the same.</summary>
public sealed class OwnImageTests(ComposedDemo demo)
{
    private readonly ComposedDemo _demo = demo.Require();

    [Fact]
    public async Task ARepositorySaysWhatTheManifestSays()
    {
        OpenedImage image = ImageReader.Open(Disk.Host, _demo.Initrd);
        var manifested = AttributedImage.Of(image, ManifestFiles.Find(Disk.Host, _demo.Output)!);
        var found = AttributedImage.Of(image, await DistroPackages.FindAsync(_demo.Distro, image.Tree, TestContext.Current.CancellationToken));
        Assert.Equal(
            manifested.Counted.Where(file => file.Package is not null).Select(file => (file.Node.Path, file.Package!.Nevra.ToString(), Evidence.ContentAndPath)),
            found.Counted.Where(file => file.Package is not null).Select(file => (file.Node.Path, file.Package!.Nevra.ToString(), file.Package.Evidence)));
    }

    [Fact]
    public void TheManifestExplainsEveryFile()
    {
        OpenedImage image = ImageReader.Open(Disk.Host, _demo.Initrd);
        var manifested = AttributedImage.Of(image, ManifestFiles.Find(Disk.Host, _demo.Output)!);
        Assert.Equal(0, manifested.Coverage.Unknown);
        Assert.All(manifested.Counted, file => Assert.True(file.Package is not null || file.MadeBy is not null, file.Node.Path.ToString()));
        Assert.Equal("depmod", Assert.Single(manifested.Counted, file => file.Node.Path.Name.SequenceEqual("modules.dep"u8)).MadeBy);
    }
}

using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class HostModulesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nvme 57344 3 - Live 0xffffffffc0a1b000\ndm-crypt 65536 0 - Live 0x0 (OE)\n", "host:dm_crypt host:nvme")]
    [InlineData("Module                  Size  Used by\nnvme                   57344  3\nnvme_core             208896  4 nvme\n", "host:nvme host:nvme_core")]
    [InlineData("# a list\r\n\r\npci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00\r\nnvme\r\nnvme\r\nacpi:PNP0C0A:\n", "host:modalias:acpi:PNP0C0A: host:modalias:pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00 host:nvme")]
    [InlineData("", "")]
    public void ListsAreReadInWhateverFormTheyCome(string text, string expected)
    {
        File.WriteAllText(_folder["list"], text);
        Assert.Equal(expected, string.Join(' ', HostModules.Read(Disk.Host, _folder["list"])));
    }

    [Fact]
    public void AFolderHasTheDevicesOfAllModaliasFilesInIt()
    {
        Directory.CreateDirectory(_folder["sys/devices/pci0/1"]);
        File.WriteAllText(_folder["sys/devices/pci0/modalias"], "pci:v1\n");
        File.WriteAllText(_folder["sys/devices/pci0/1/modalias"], "virtio:d2\n");
        File.WriteAllText(_folder["sys/devices/pci0/1/uevent"], "MODALIAS=virtio:d3\n");
        Directory.CreateSymbolicLink(_folder["sys/devices/pci0/1/subsystem"], "../../..");
        Assert.Equal(["host:modalias:pci:v1", "host:modalias:virtio:d2"], HostModules.Read(Disk.Host, _folder["sys"]));
    }

    [Fact]
    public void ThisMachinesDevicesAreFound() => Assert.All(HostModules.Read(Disk.Host, "/sys/devices"), pattern => Assert.StartsWith("host:modalias:", pattern, StringComparison.Ordinal));

    [Theory]
    [InlineData("nvme\n$(reboot)\n", 2)]
    [InlineData("\u001b[31m", 1)]
    public void ALineThatIsNoneOfThemIsRefused(string text, int line)
    {
        File.WriteAllText(_folder["list"], text);
        var exception = Assert.Throws<ComposerException>(() => HostModules.Read(Disk.Host, _folder["list"]));
        Assert.Equal((FailureKind.Usage, line), (exception.Id.Kind, exception.Location?.Position?.Line));
        File.WriteAllText(_folder["list"], new string('a', 5 << 20));
        Assert.Contains("too long", Assert.Throws<ComposerException>(() => HostModules.Read(Disk.Host, _folder["list"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheyAreALayerOfTheirOwnBetweenFilesAndTheCommandLineAndStayInTheEffectiveRecipe()
    {
        const string Text = Recipes.Small + "[roles]\nkernel = \"linux\"\n[modules]\ninclude = [\"ext4\"]\n";
        Recipe recipe = RecipeReader.Parse(
            Encoding.UTF8.GetBytes(Text), "small.toml", RecipeChoices.None with { HostModules = ["host:nvme", "host:modalias:pci:v1"], Settings = ["modules.include+=-nvme"] });
        Assert.Equal(["ext4", "host:nvme", "host:modalias:pci:v1", "-nvme"], recipe.Modules.Include.Select(pattern => pattern.Value));
        Assert.Equal(["small.toml", "host modules", "host modules", "command line"], recipe.Modules.Include.Select(pattern => pattern.Location.File));
        Assert.Equal(["small.toml", "host modules", "command line"], RecipeText.Layers(recipe));
        Assert.Equal(RecipeValues.Of(recipe), RecipeValues.Of(RecipeReader.Parse(recipe.Text.Span, "small.toml")));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("host:")]
    [InlineData("host:a b")]
    [InlineData("host:modalias:")]
    [InlineData("modalias:")]
    [InlineData("modalias:pci v1")]
    public void APatternOfADeviceNamesIt(string pattern) => Assert.Throws<ComposerException>(
        () => Recipes.Parse(Recipes.Small + $"[roles]\nkernel = \"linux\"\n[modules]\ninclude = [\"{pattern}\"]\n"));
}

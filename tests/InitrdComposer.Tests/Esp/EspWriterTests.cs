using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Esp;
using InitrdComposer.Files;
using Xunit;

namespace InitrdComposer.Tests.Esp;

public sealed class EspWriterTests : IDisposable
{
    private readonly EspParts _parts = new();

    public void Dispose() => _parts.Dispose();

    [Fact]
    public void TheFolderHasThePlannedFilesAndThePlan()
    {
        string uki = _parts.Uki("one.efi", "6.12", "262"), credential = _parts.File("site.cred", [1, 2, 3]);
        Write(_parts["out"], uki, credential);
        EspPlan plan = Write(_parts["out"], uki, credential, _parts.Extension("all.sysext.raw"));
        Assert.Equal(EspParts.PathsOf(plan).Select(path => _parts[$"out/esp/{path}"]).Append(_parts["out/plan.json"]).Order(StringComparer.Ordinal), Directory.GetFiles(_parts["out"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(uki), File.ReadAllBytes(_parts["out/esp/EFI/Linux/one.efi"]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_parts["out/esp/EFI/Linux/one.efi.extra.d/site.cred"]));
        string text = File.ReadAllText(_parts["out/plan.json"]);
        Assert.DoesNotContain(_parts.Path, text, StringComparison.Ordinal);
        Assert.Equal(3, JsonDocument.Parse(text).RootElement.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public void AFolderOfSomebodyElseStays()
    {
        _parts.File("mine/letter.txt", [1]);
        Assert.Equal(LocalFailure.NotOurs, Assert.Throws<ComposerException>(() => Write(_parts["mine"], _parts.Uki("one.efi", "6.12", "262"))).Id);
        Assert.Equal([_parts["mine/letter.txt"]], Directory.GetFileSystemEntries(_parts["mine"]));
    }

    [Fact]
    public void AFileThatChangesMeanwhileIsNotPublished()
    {
        string uki = _parts.Uki("one.efi", "6.12", "262"), credential = _parts.File("site.cred", [1, 2, 3]);
        using var inputs = EspInputs.Read(Disk.Host, [uki, credential]);
        var plan = EspPlan.Of(inputs, EspParts.Demands);
        using (FileStream file = File.OpenWrite(credential)) file.WriteByte(9);
        ComposerException refusal = Assert.Throws<ComposerException>(() => EspWriter.Write(Disk.Host, _parts["out"], plan));
        Assert.Equal(credential, refusal.Location!.Value.File);
        Assert.False(Directory.Exists(_parts["out"]));
    }

    private static EspPlan Write(string folder, params string[] paths)
    {
        using var inputs = EspInputs.Read(Disk.Host, paths);
        var plan = EspPlan.Of(inputs, EspParts.Demands);
        EspWriter.Write(Disk.Host, folder, plan);
        return plan;
    }
}

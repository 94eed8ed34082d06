using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using Xunit;

namespace InitrdComposer.Formats.Tests.Kmod;

public sealed class KernelModuleTests
{
    private static readonly string Folder = Checkout.Fixture("modules", "tree/usr/lib/modules/6.1.0-tiny/kernel");

    [Theory]
    [InlineData("drivers/net/tiny_user.ko")]
    [InlineData("drivers/net/tiny-middle.ko")]
    [InlineData("lib/tiny-base.ko")]
    public void ValuesAreModinfos(string path)
    {
        Tool modinfo = Tool.Require("modinfo", "kmod");
        KernelModule module = KernelModule.Read(PositionalSource.OfBytes(File.ReadAllBytes(Path.Combine(Folder, path))));
        Assert.Equal(Of("alias"), module.Aliases);
        Assert.Equal(Of("firmware"), module.Firmware);
        Assert.Equal(Assert.Single(Of("vermagic")).TrimEnd(), module.VersionMagic.TrimEnd());
        Assert.Equal(Of("depends").SelectMany(value => value.Split(',')), module.Depends);

        string[] Of(string field) => modinfo.Run("-F", field, Path.Combine(Folder, path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void UndefinedSymbolsAreRequiredAndVersionsAddTheRest()
    {
        string path = Path.Combine(Folder, "drivers/net/tiny_user.ko");
        string[] undefined = [.. Tool.Require("nm", "binutils").Run("-u", "-p", path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1])];
        KernelModule module = KernelModule.Read(PositionalSource.OfBytes(File.ReadAllBytes(path)));
        Assert.Equal([.. undefined, "module_layout"], module.Symbols.Required);
    }

    [Fact]
    public void SymbolsAreExportedWithAndWithoutChecksums()
    {
        Assert.Equal(["base_function", "base_data"], Read("lib/tiny-base.ko").Symbols.Exported);
        Assert.Equal(["middle_function"], Read("drivers/net/tiny-middle.ko").Symbols.Exported);

        static KernelModule Read(string path) => KernelModule.Read(PositionalSource.OfBytes(File.ReadAllBytes(Path.Combine(Folder, path))));
    }

    [Fact]
    public void ABigEndianModuleReads()
    {
        KernelModule module = Read(new ElfSpec(is64Bit: true, isBigEndian: true, 22).WithText(".modinfo", "depends=a,b").WithUndefined("x", "y", "x"));
        Assert.Equal((ElfMachine.S390, true), (module.Header.Machine, module.Header.IsBigEndian));
        Assert.Equal(["a", "b"], module.Depends);
        Assert.Equal(["x", "y"], module.Symbols.Required);
    }

    [Theory]
    [InlineData("alias=a b", "alias")]
    [InlineData("alias=a\nalias evil b", "alias")]
    [InlineData("softdep=pre: a\nsoftdep b post: c", "softdep")]
    [InlineData("firmware=\u0001", "firmware")]
    [InlineData("depends=../a", "depends")]
    public void TextThatWouldBreakOutOfALineIsMalformed(string info, string field) =>
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Read(new ElfSpec().WithText(".modinfo", info))).Field);

    [Fact]
    public void WithoutModinfoItIsNoModule() =>
        Assert.Equal(".modinfo", Assert.Throws<MalformedDataException>(() => Read(new ElfSpec().With(".text", [1]))).Field);

    [Fact]
    public void ALibraryIsNoModule()
    {
        byte[] bytes = new ElfSpec().WithText(".modinfo", "depends=").ToArray();
        bytes[16] = 3;
        Assert.Equal("e_type", Assert.Throws<MalformedDataException>(() => KernelModule.Read(PositionalSource.OfBytes(bytes))).Field);
    }

    [Fact]
    public void AnUnclosedSymbolNameIsMalformed() => Assert.Equal(
        "__ksymtab_strings",
        Assert.Throws<MalformedDataException>(() => Read(new ElfSpec().WithText(".modinfo", "depends=").With("__ksymtab_strings", [65]))).Field);

    private static KernelModule Read(ElfSpec elf) => KernelModule.Read(PositionalSource.OfBytes(elf.ToArray()));
}

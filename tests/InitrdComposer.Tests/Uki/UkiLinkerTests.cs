using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class UkiLinkerTests
{
    private const int DllCharacteristicsOffset = 0x40 + 4 + 20 + 70;

    [Fact]
    public void SameInputsGiveTheBytesOfUkify262()
    {
        (byte[] bytes, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs);
        Assert.Equal(UkiFixtures.Bytes("toy-nopcr.262.efi"), bytes);
        Assert.Equal(bytes.Length, uki.Length);
        Assert.Empty(uki.Notices);
    }

    [Fact]
    public void Ukify257DiffersByTheNulThatItEndsSbatWith()
    {
        byte[] other = UkiFixtures.Bytes("toy-nopcr.257.efi");
        byte[] ours = UkiFixtures.Link(UkiFixtures.Inputs).Bytes;
        Assert.Equal(other.Length, ours.Length);
        int difference = Assert.Single(Enumerable.Range(0, ours.Length), index => ours[index] != other[index]);
        Assert.Equal(other[difference], ours[difference] + 1);
    }

    [Fact]
    public void ReportedSectionsAreThoseOfTheFile()
    {
        (byte[] bytes, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs);
        Assert.Equal(UkiReader.Read(UkiFixtures.Source("out.efi", bytes)).Sections, uki.Sections);
    }

    [Fact]
    public void ObjcopyReadsBackEverySection()
    {
        Tool objcopy = Tool.Require("objcopy", "binutils");
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["uki.efi"], UkiFixtures.Link(UkiFixtures.Inputs with { Stub = UkiFixtures.Source("toystub-full.efi") }).Bytes);
        (string, string)[] inputs = [(".osrel", "osrel"), (".cmdline", "cmdline"), (".uname", "uname"), (".linux", "linux.pe"), (".initrd", "initrd.cpio")];
        foreach ((string section, string input) in inputs)
        {
            objcopy.Run("-O", "binary", $"--only-section={section}", folder["uki.efi"], folder["section"]);
            Assert.Equal(UkiFixtures.Bytes(input), File.ReadAllBytes(folder["section"]));
        }
    }

    [Fact]
    public void SbsignSignsTheResultAndSbverifyAcceptsIt()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["uki.efi"], UkiFixtures.Link(UkiFixtures.Inputs with { Stub = UkiFixtures.Source("toystub-full.efi") }).Bytes);
        Tool.Require("openssl", "openssl").Run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder["key"], "-out", folder["crt"], "-subj", "/CN=test", "-days", "2");
        ToolResult signing = Tool.Require("sbsign", "sbsigntool").Start(
            null, null, "--key", folder["key"], "--cert", folder["crt"], "--output", folder["signed.efi"], folder["uki.efi"]);
        Assert.DoesNotContain("warning", signing.Error, StringComparison.OrdinalIgnoreCase);
        string verified = Tool.Require("sbverify", "sbsigntool").Run("--cert", folder["crt"], folder["signed.efi"]);
        Assert.Contains("Signature verification OK", verified, StringComparison.Ordinal);
    }

    /// <summary>ukify: "Not enough header space to add section".</summary>
    [Fact]
    public void AStubWithoutHeaderRoomIsRearrangedAndItIsTold()
    {
        (byte[] bytes, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs with { Stub = UkiFixtures.Source("toystub-full.efi") });
        Assert.Equal("IC-PEX06", Assert.Single(uki.Notices).Id.ToString());
        Assert.Equal(
            UkiReader.Read(UkiFixtures.Source("toy-nopcr.262.efi")).Sections.Select(section => (section.Name, section.Digest)),
            UkiReader.Read(UkiFixtures.Source("out.efi", bytes)).Sections.Select(section => (section.Name, section.Digest)));
    }

    /// <summary>ukify: "Not enough space in existing section .sbat to append new data".</summary>
    [Fact]
    public void AnSbatThatOutgrowsItsPlaceIsGivenRoomAndItIsTold()
    {
        string line = "demo,1,Demo,demo,1,https://example.com/" + new string('x', 1000);
        (byte[] bytes, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs with { Sbat = [line] });
        Assert.Equal("IC-PEX12", Assert.Single(uki.Notices).Id.ToString());
        string sbat = Section(bytes, ".sbat");
        Assert.EndsWith(line + "\n", sbat, StringComparison.Ordinal);
        Assert.StartsWith("sbat,1,SBAT Version", sbat, StringComparison.Ordinal);
    }

    [Fact]
    public void SbatJoinsStubKernelAndRecipe()
    {
        NamedSource kernel = UkiFixtures.Source("kernel", UkiFixtures.Bytes("toystub.efi"));
        string withFirstLine = Encoding.UTF8.GetString(UkiFixtures.Bytes("sbat"));
        (byte[] bytes, _) = UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Kernel = kernel }, Sbat = [withFirstLine, "b,2,B,b,2,u"] });
        Assert.Equal(
            """
            sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md
            toystub,1,Toy,toystub,1,https://example.com/
            toystub,1,Toy,toystub,1,https://example.com/
            test,1,Test,test,1,https://example.com/
            b,2,B,b,2,u

            """,
            Section(bytes, ".sbat"));
    }

    [Fact]
    public void AStubWithoutSbatGetsTheSectionAtTheEnd()
    {
        (byte[] bytes, _) = UkiFixtures.Link(UkiFixtures.Inputs with { Stub = UkiFixtures.Source("toyaddon.efi") });
        Assert.Equal(".sbat", UkiReader.Read(UkiFixtures.Source("out.efi", bytes)).Sections[^1].Name);
    }

    [Fact]
    public void SeveralInitrdsArePaddedAndJoined()
    {
        PositionalSource[] initrds = [PositionalSource.OfBytes("abcde"u8.ToArray()), PositionalSource.OfBytes(default), PositionalSource.OfBytes("xy"u8.ToArray())];
        (byte[] bytes, _) = UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Initrds = [.. initrds] } });
        Assert.Equal("abcde\0\0\0xy\0\0", Section(bytes, ".initrd"));
    }

    [Fact]
    public void BehindLz4LegacyStandNulsThatEndIt()
    {
        byte[] lz4 = [0x02, 0x21, 0x4C, 0x18, 1, 0, 0, 0, 0];
        (byte[] bytes, _) = UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Initrds = [PositionalSource.OfBytes(lz4), PositionalSource.OfBytes("next"u8.ToArray())] } });
        Assert.Equal("\0\0\0\0\0\0\0next", Section(bytes, ".initrd")[lz4.Length..]);
    }

    [Theory]
    [InlineData(0x0000, 0x160, 0x060)]
    [InlineData(0x0100, 0x160, 0x160)]
    public void TheImageIsNxCompatibleOnlyIfTheKernelIs(ushort kernel, ushort stub, ushort expected)
    {
        byte[] stubBytes = UkiFixtures.Bytes("toystub.efi");
        BinaryPrimitives.WriteUInt16LittleEndian(stubBytes.AsSpan(DllCharacteristicsOffset), stub);
        byte[] kernelBytes = UkiFixtures.Bytes("linux.pe");
        BinaryPrimitives.WriteUInt16LittleEndian(kernelBytes.AsSpan(DllCharacteristicsOffset), kernel);
        (byte[] bytes, _) = UkiFixtures.Link(
            UkiFixtures.Inputs with { Stub = UkiFixtures.Source("stub", stubBytes), Base = UkiFixtures.Sections with { Kernel = UkiFixtures.Source("kernel", kernelBytes) } });
        Assert.Equal(expected, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(DllCharacteristicsOffset)));
    }

    [Fact]
    public void EmptyPartsMakeNoSections()
    {
        (byte[] bytes, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { OsRelease = default, CommandLine = default, KernelVersion = null } });
        Assert.Equal([".text", ".sbat", ".linux", ".initrd"], UkiReader.Read(UkiFixtures.Source("out.efi", bytes)).Sections.Select(section => section.Name));
        Assert.Equal("IC-PEX20", Assert.Single(uki.Notices).Id.ToString());
    }

    public static TheoryData<string, UkiInputs> Unfit
    {
        get
        {
            UkiInputs good = UkiFixtures.Inputs;
            byte[] arm = UkiFixtures.Bytes("linux.pe");
            BinaryPrimitives.WriteUInt16LittleEndian(arm.AsSpan(0x44), (ushort)Machine.Arm64);
            byte[] driver = UkiFixtures.Bytes("toystub.efi");
            BinaryPrimitives.WriteUInt16LittleEndian(driver.AsSpan(0x40 + 24 + 68), (ushort)Subsystem.EfiBootServiceDriver);
            return new()
            {
                { "IC-PEX01", good with { Base = UkiFixtures.Sections with { Kernel = UkiFixtures.Source("kernel", [0x1F, 0x8B, .. new byte[100]]) } } },
                { "IC-PEX04", good with { Stub = UkiFixtures.Source("stub", UkiFixtures.Bytes("toystub.efi")[..0x900]) } },
                { "IC-PEX07", good with { Stub = UkiFixtures.Source("toy-nopcr.262.efi") } },
                { "IC-PEX07", good with { Stub = UkiFixtures.Source("toy.262.addon.efi") } },
                { "IC-PEX07", good with { Base = UkiFixtures.Sections with { Kernel = UkiFixtures.Source("toy-nopcr.262.efi") } } },
                { "IC-PEX08", good with { Base = UkiFixtures.Sections with { Kernel = UkiFixtures.Source("arm", arm) } } },
                { "IC-PEX08", good with { Stub = UkiFixtures.Source("driver", driver) } },
                { "IC-PEX12", good with { Sbat = ["demo,0,Demo,demo,1,u"] } },
                { "IC-PEX14", good with { Base = UkiFixtures.Sections with { CommandLine = "a\0b"u8.ToArray() } } },
                { "IC-PEX14", good with { Base = UkiFixtures.Sections with { CommandLine = "\uFEFFquiet"u8.ToArray() } } },
                { "IC-PEX14", good with { Base = UkiFixtures.Sections with { CommandLine = new byte[2048].Select(_ => (byte)'x').ToArray() } } },
                { "IC-PEX17", good with { Base = UkiFixtures.Sections with { Others = [new(".initrd", PositionalSource.OfBytes("x"u8.ToArray()))] } } },
                { "IC-PEX17", good with { Base = UkiFixtures.Sections with { Others = [new(".text", PositionalSource.OfBytes("x"u8.ToArray()))] } } },
                { "IC-PEX18", good with { Base = UkiFixtures.Sections with { Kernel = null, Profile = "ID=a"u8.ToArray() }, Profiles = [[new(".profile", PositionalSource.OfBytes("ID=b"u8.ToArray()))]] } },
                { "IC-PEX21", good with { Base = UkiFixtures.Sections with { Splash = PositionalSource.OfBytes("PNG"u8.ToArray()) } } },
                { "IC-PEX21", good with { Base = UkiFixtures.Sections with { AutoDeviceTrees = [PositionalSource.OfBytes("x"u8.ToArray())] } } },
                { "IC-PEX21", good with { Base = UkiFixtures.Sections with { KernelVersion = "6.12 x" } } },
                { "IC-PEX22", good with { Base = UkiFixtures.Sections with { Others = [new(".nineteen", PositionalSource.OfBytes("x"u8.ToArray()))] } } },
                { "IC-PEX19", good with { Stub = UkiFixtures.Source("toy.sbsign.efi") } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void UnfitInputsAreRefusedAndNothingIsWritten(string id, UkiInputs inputs)
    {
        using var output = new MemoryStream();
        Assert.Equal(id, Assert.Throws<ComposerException>(() => UkiLinker.Link(inputs, output)).Id.ToString());
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void MemoryDoesNotGrowWithTheInitrd()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        UkiLinker.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Initrds = [new Zeros(64 << 20)] } }, Stream.Null);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void KeyAndSignatureComeWhereUkify262PutsThem()
    {
        UkiSections sections = UkiFixtures.Sections with { PcrPublicKey = UkiFixtures.Source("pcr-pub.pem").Bytes, PcrSignature = UkiFixtures.Part("toy.262.efi", ".pcrsig") };
        Assert.Equal(UkiFixtures.Bytes("toy.262.efi"), UkiFixtures.Link(UkiFixtures.Inputs with { Base = sections }).Bytes);
    }

    [Fact]
    public void ProfilesAreJoinedAsUkify262Does()
    {
        var signed = UkiImage.Open(UkiFixtures.Source("toy-mp.262.efi"));
        UkiSections sections = UkiFixtures.Sections with
        {
            PcrPublicKey = UkiFixtures.Source("pcr-pub.pem").Bytes,
            Profile = "ID=main\nTITLE=Main"u8.ToArray(),
            PcrSignature = signed.Profiles[0].Single(part => part.Name == ".pcrsig").Content,
        };
        UkiPart[] profile = [.. UkiProfile.Read(UkiFixtures.Source("p1.262.efi")), signed.Profiles[1].Single(part => part.Name == ".pcrsig")];
        (byte[] bytes, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs with { Base = sections, Profiles = [[.. profile]] });
        Assert.Equal(UkiFixtures.Bytes("toy-mp.262.efi"), bytes);
        Assert.Empty(uki.Notices);
    }

    [Fact]
    public void AnAddonIsTheOneOfUkify262()
    {
        var sections = new UkiSections { CommandLine = "debug loglevel=7"u8.ToArray() };
        Assert.Equal(UkiFixtures.Bytes("toy.262.addon.efi"), UkiFixtures.Link(new(UkiFixtures.Source("toyaddon.efi"), sections)).Bytes);
    }

    [Fact]
    public void AProfileImageIsTheOneOfUkify262()
    {
        UkiImage image = UkiImage.Open(UkiFixtures.Source("p1.262.efi"));
        var sections = new UkiSections { Profile = UkiFixtures.BytesOf(image.Profiles[0][0].Content), CommandLine = UkiFixtures.BytesOf(image.Profiles[0][1].Content) };
        Assert.Equal(UkiFixtures.Bytes("p1.262.efi"), UkiFixtures.Link(new(UkiFixtures.Source("toyaddon.efi"), sections)).Bytes);
    }

    [Fact]
    public void SectionsComeInTheOrderOfUkify262()
    {
        PositionalSource tree = PositionalSource.OfBytes((byte[])[0xD0, 0x0D, 0xFE, 0xED, 1]);
        PositionalSource any = PositionalSource.OfBytes("any"u8.ToArray());
        UkiSections sections = UkiFixtures.Sections with
        {
            DeviceTree = tree,
            AutoDeviceTrees = [tree, tree],
            Hwids = any,
            Splash = PositionalSource.OfBytes("BM"u8.ToArray()),
            PcrPublicKey = any,
            Firmware = [any, any],
            Microcode = any,
            Others = [new(".mine", any)],
            Profile = "ID=a\n"u8.ToArray(),
            PcrSignature = any,
        };
        UkiPart[] profile = [.. new UkiSections { Profile = "ID=b\n"u8.ToArray(), CommandLine = "b"u8.ToArray(), Initrds = [any], PcrSignature = any }.OfProfile()];
        (_, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs with { Base = sections, Profiles = [[.. profile]] });
        Assert.Equal(
            ".text .sbat .osrel .cmdline .dtb .dtbauto .dtbauto .hwids .uname .splash .pcrpkey .linux .initrd .efifw .efifw .ucode .mine .profile .pcrsig .profile .cmdline .initrd .pcrsig",
            string.Join(' ', uki.Sections.Select(section => section.Name)));
        Assert.All(uki.Sections.Skip(2), section => Assert.Equal(section.Name == ".linux" ? 0x4000_0020u : 0x4000_0040u, (uint)section.Characteristics));
    }

    /// <summary>The machine is the only difference between the toy images of two architectures.</summary>
    [Fact]
    public void Arm64IsLinkedAsX64()
    {
        UkiInputs inputs = UkiFixtures.Inputs with { Stub = Arm64("toystub.efi"), Base = UkiFixtures.Sections with { Kernel = Arm64("linux.pe") } };
        byte[] expected = UkiFixtures.Bytes("toy-nopcr.262.efi");
        BinaryPrimitives.WriteUInt16LittleEndian(expected.AsSpan(0x44), (ushort)Machine.Arm64);
        int kernel = expected.AsSpan().IndexOf(UkiFixtures.Bytes("linux.pe"));
        BinaryPrimitives.WriteUInt16LittleEndian(expected.AsSpan(kernel + 0x44), (ushort)Machine.Arm64);
        Assert.Equal(expected, UkiFixtures.Link(inputs).Bytes);

        static NamedSource Arm64(string name)
        {
            byte[] image = UkiFixtures.Bytes(name);
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x44), (ushort)Machine.Arm64);
            return UkiFixtures.Source(name, image);
        }
    }

    [Fact]
    public void ProfilesOfABaseWithoutOneAreTold()
    {
        (_, LinkedUki uki) = UkiFixtures.Link(UkiFixtures.Inputs with { Profiles = [UkiProfile.Read(UkiFixtures.Source("p1.262.efi"))] });
        Assert.Equal("IC-PEX18", Assert.Single(uki.Notices).Id.ToString());
    }

    private static string Section(byte[] image, string name)
    {
        PEImage read = PEReader.Read(PositionalSource.OfBytes(image));
        using Stream content = read.Content(read.Sections.Single(section => section.Name == name)).OpenStream();
        using var reader = new StreamReader(content);
        return reader.ReadToEnd();
    }

    private sealed class Zeros(long length) : PositionalSource
    {
        public override long Length => length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            int count = (int)Math.Min(into.Length, length - offset);
            into[..count].Clear();
            return count;
        }
    }
}

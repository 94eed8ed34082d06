using System.Text;
using InitrdComposer.Formats.RpmMd;
using Xunit;

namespace InitrdComposer.Formats.Tests.RpmMd;

public sealed class CompsReaderTests
{
    [Fact]
    public void GroupsAndEnvironmentsAreRead()
    {
        Comps comps = Read("""
            <!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
            <comps>
              <group><id> core </id><name>Core</name><name xml:lang="de">Kern</name><packagelist>
                <packagereq type="mandatory">bash</packagereq><packagereq type="default">less</packagereq><packagereq type="optional">zsh</packagereq>
                <packagereq type="conditional" requires="gtk" basearchonly="true">gtk-theme</packagereq><packagereq>sed</packagereq>
              </packagelist></group>
              <environment><id>minimal</id><name>Minimal</name><grouplist><groupid>core</groupid></grouplist><optionlist><groupid>more</groupid></optionlist></environment>
              <category><id>x</id></category>
            </comps>
            """);
        CompsGroup group = Assert.Single(comps.Groups);
        Assert.Equal(("core", "Core"), (group.Id, group.Name));
        Assert.Equal(
            [
                new("bash", CompsPackageType.Mandatory, null, BaseArchOnly: false),
                new("less", CompsPackageType.Default, null, BaseArchOnly: false),
                new("zsh", CompsPackageType.Optional, null, BaseArchOnly: false),
                new("gtk-theme", CompsPackageType.Conditional, "gtk", BaseArchOnly: true),
                new CompsPackage("sed", CompsPackageType.Mandatory, null, BaseArchOnly: false),
            ],
            group.Packages);
        Assert.Equal(["core"], Assert.Single(comps.Environments).Groups);
    }

    [Theory]
    [InlineData("<!DOCTYPE comps [<!ENTITY a 'aaaa'>]><comps/>", "DOCTYPE")]
    [InlineData("<comps/><!DOCTYPE comps>", "DOCTYPE")]
    [InlineData("<!DOCTYPE comps", "")]
    [InlineData("<html/>", "root element")]
    [InlineData("<comps><group><name>x</name></group></comps>", "group/id")]
    [InlineData("<comps><group><id>x</id>", "")]
    public void WhatIsNoCompsIsRefused(string xml, string field) => Assert.Contains(field, Assert.Throws<MalformedDataException>(() => Read(xml)).Field, StringComparison.Ordinal);

    private static Comps Read(string xml) => CompsReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)));
}

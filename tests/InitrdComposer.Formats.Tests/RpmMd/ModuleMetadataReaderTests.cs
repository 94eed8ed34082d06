using System.Text;
using InitrdComposer.Formats.RpmMd;
using Xunit;

namespace InitrdComposer.Formats.Tests.RpmMd;

public sealed class ModuleMetadataReaderTests
{
    [Fact]
    public void BuildsAndDefaultsAreRead()
    {
        ModuleMetadata modules = Read("""
            ---
            document: modulemd-defaults
            version: 1
            data:
              module: nodejs
              modified: 201906060000
              stream: "18"
              profiles:
                18: [common]
            ...
            ---
            document: modulemd
            version: 2
            data:
              name: nodejs
              stream: "20"
              version: 8090020240301010101
              context: 489197e6
              static_context: true
              arch: x86_64
              summary: Javascript
                runtime
              description: >-
                Node.js: a runtime
              license:
                module:
                - MIT
              xmd: {}
              dependencies:
              - buildrequires:
                  platform: [el8.9.0]
                requires:
                  platform: [el8]
                  perl: []
                  python: [-27]
              artifacts:
                rpms:
                - nodejs-1:20.11.1-1.module+el8.9.0.src
                - nodejs-1:20.11.1-1.module+el8.9.0.x86_64
            ...
            ---
            document: modulemd-translations
            version: 1
            data: anything
            """);
        Assert.Equal([new ModuleDefault("nodejs", "18", 201906060000)], modules.Defaults);
        ModuleBuild build = Assert.Single(modules.Builds);
        Assert.Equal(("nodejs", "20", 8090020240301010101ul, "489197e6", "x86_64"), (build.Name, build.Stream, build.Version, build.Context, build.Arch));
        Assert.Equal(["nodejs-1:20.11.1-1.module+el8.9.0.src", "nodejs-1:20.11.1-1.module+el8.9.0.x86_64"], build.Artifacts);
        Assert.Equal(
            ["perl=", "platform=el8", "python=-27"],
            Assert.Single(build.Requires).Streams.Select(entry => $"{entry.Key}={string.Join(',', entry.Value)}"));
    }

    [Fact]
    public void WhatABuildNeedNotSayMayBeMissing()
    {
        ModuleBuild build = Assert.Single(Read("{document: modulemd, version: 2, data: {name: a, stream: b, version: 1, dependencies: [{}], artifacts: }}").Builds);
        Assert.Equal(("", ""), (build.Context, build.Arch));
        Assert.Empty(build.Artifacts);
        Assert.Empty(Assert.Single(build.Requires).Streams);
    }

    [Fact]
    public void AModuleMayHaveNoDefaultStream() =>
        Assert.Equal([new ModuleDefault("a", null, 0)], Read("{document: modulemd-defaults, version: 1, data: {module: a}}").Defaults);

    [Theory]
    [InlineData("- a", "line 1, column 1: document: got a sequence, expected a mapping")]
    [InlineData("{a: b}", "document: got none")]
    [InlineData("{document: modulemd, version: 1, data: {}}", "line 1, column 31: version: got 1, expected 2 of modulemd")]
    [InlineData("{document: modulemd, version: 2}", "data: got none")]
    [InlineData("{document: modulemd, version: 2, data: {name: a, version: 1}}", "stream: got none")]
    [InlineData("{document: modulemd, version: 2, data: {name: a, stream: [b], version: 1}}", "stream: got a sequence")]
    [InlineData("document: modulemd\nversion: 2\ndata:\n  name: |\n    a\n", "line 4, column 9: name: got a block scalar")]
    [InlineData("{document: modulemd, version: 2, data: {name: a, stream: b, version: 1.5}}", "version: got \"1.5\", expected a number of 64 bits")]
    [InlineData("{document: modulemd, version: 2, data: {name: a, stream: b, version: 1, artifacts: {rpms: {}}}}", "data/artifacts/rpms: got a mapping")]
    [InlineData("{document: modulemd, version: 2, data: {name: a, stream: b, version: 1, artifacts: {rpms: [[]]}}}", "data/artifacts/rpms: got a sequence")]
    [InlineData("{document: modulemd-defaults, version: 1, data: {stream: a}}", "module: got none")]
    [InlineData("<html>", "document: got a scalar")]
    public void WhatIsNoModuleMetadataIsRefused(string yaml, string expected)
    {
        MalformedDataException malformed = Assert.Throws<MalformedDataException>(() => Read(yaml));
        Assert.Equal("modules", malformed.Format);
        Assert.Contains(expected, malformed.Message, StringComparison.Ordinal);
    }

    private static ModuleMetadata Read(string yaml) => ModuleMetadataReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(yaml)));
}

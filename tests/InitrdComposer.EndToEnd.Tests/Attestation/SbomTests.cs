using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attestation;

/// <summary>Bills of materials of the demo, held against their schemas, rpm, and what cpio unpacks.</summary>
public sealed class SbomTests(ComposedDemo demo) : IDisposable
{
    /// <summary>schema folder, schema, documents: prints what does not follow it.</summary>
    private const string Validator = """
        import json, sys
        from jsonschema import Draft7Validator, RefResolver
        folder, name = sys.argv[1:3]
        def load(file): return json.load(open(folder + "/" + file))
        schema = load(name)
        others = {"spdx.SNAPSHOT.schema.json": "spdx.schema.json", "jsf-0.82.SNAPSHOT.schema.json": "jsf-0.82.schema.json"}
        store = {"http://cyclonedx.org/schema/" + url: load(file) for url, file in others.items()}
        validator = Draft7Validator(schema, resolver=RefResolver.from_schema(schema, store=store))
        for document in sys.argv[3:]:
            for error in validator.iter_errors(json.load(open(document))):
                print(document, list(error.path), error.message)
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SpdxFollowsItsSchemaAndRefersToWhatIsThere()
    {
        demo.Require();
        Assert.Equal("", Errors("spdx-2.3.schema.json", Spdx));
        JsonElement root = Read(Spdx);
        Assert.Equal("2026-01-01T00:00:00Z", root.GetProperty("creationInfo").GetProperty("created").GetString());
        HashSet<string> known = ["SPDXRef-DOCUMENT", .. Ids("packages"), .. Ids("files")];
        Assert.Equal(known.Count, 1 + Ids("packages").Count() + Ids("files").Count());
        Assert.All(root.GetProperty("relationships").EnumerateArray(), relation =>
        {
            Assert.Contains(Text(relation, "spdxElementId"), known);
            Assert.Contains(Text(relation, "relatedSpdxElement"), known);
        });
        HashSet<string> licenses = [.. root.GetProperty("hasExtractedLicensingInfos").EnumerateArray().Select(license => Text(license, "licenseId"))];
        Assert.All(
            root.GetProperty("packages").EnumerateArray().Where(package => package.TryGetProperty("licenseDeclared", out _)).Select(package => Text(package, "licenseDeclared")),
            license => Assert.True(licenses.Contains(license) || license is "MIT" or "GPL-2.0-only", license));

        IEnumerable<string> Ids(string list) => root.GetProperty(list).EnumerateArray().Select(item => Text(item, "SPDXID"));
    }

    [Fact]
    public void TheSpoiltSchemaWouldBeNoticed()
    {
        demo.Require();
        File.WriteAllText(_folder["spoilt.json"], File.ReadAllText(Spdx).Replace("\"CONTAINS\"", "\"HOLDS\"", StringComparison.Ordinal));
        Assert.Contains("'HOLDS' is not one of", Errors("spdx-2.3.schema.json", _folder["spoilt.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void CycloneDxFollowsItsSchemaAndHasTheSameFiles()
    {
        demo.Require();
        ToolResult built = ComposerProgram.Run(
            "build", demo.Distro.Recipe, "--lock", demo.Lock, "--cache", demo.Cache, "--output", _folder["both"], "--set", "attestation.sbom+=cyclonedx");
        Assert.True(built.ExitCode == 0, built.Error);
        string bill = _folder["both/demo.cdx.json"];
        Assert.Equal("", Errors("bom-1.6.schema.json", bill));
        JsonElement initrd = Assert.Single(Read(bill).GetProperty("components").EnumerateArray(), component => Text(component, "name") == "demo.initrd");
        Assert.Equal(
            SpdxFiles().Select(file => $"{file.Key} {file.Value}").Order(StringComparer.Ordinal),
            initrd.GetProperty("components").EnumerateArray().Select(file => $"{Text(file, "name")} {Text(file.GetProperty("hashes")[1], "content")}").Order(StringComparer.Ordinal));
        Assert.Equal(0, ComposerProgram.Run("verify", _folder["both"]).ExitCode);
    }

    [Fact]
    public void FilesAreThoseThatCpioUnpacks()
    {
        demo.Require();
        Tool.Require("cpio", "cpio");
        Tool bash = Tool.Require("bash", "bash");
        Directory.CreateDirectory(_folder["root"]);
        foreach (JsonElement segment in Read(Path.Combine(demo.Output, "manifest.json")).GetProperty("images")[0].GetProperty("segments").EnumerateArray())
        {
            bash.Run(
                "-c",
                $"set -o pipefail; dd if='{demo.Initrd}' bs=1M iflag=skip_bytes,count_bytes skip={segment.GetProperty("offset")} count={segment.GetProperty("size")} status=none "
                + $"| zstd -dcq | cpio -idmu --quiet --no-absolute-filenames -D '{_folder["root"]}'");
        }

        string sums = bash.Run("-c", $"cd '{_folder["root"]}' && find . -type f -print0 | sort -z | xargs -0 sha256sum -z; find . -type f -print0 | sort -z | xargs -0 sha1sum -z");
        JsonElement[] files = [.. Read(Spdx).GetProperty("files").EnumerateArray()];
        Assert.Equal(
            sums.Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            files.SelectMany(file => file.GetProperty("checksums").EnumerateArray().Select(checksum => $"{Text(checksum, "checksumValue")}  {Text(file, "fileName")}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PackagesSayWhatRpmSays()
    {
        demo.Require();
        string[] said =
        [
            .. from package in Read(Spdx).GetProperty("packages").EnumerateArray()
               where package.TryGetProperty("externalRefs", out _)
               let license = Text(package, "licenseDeclared")
               let extracted = Read(Spdx).GetProperty("hasExtractedLicensingInfos").EnumerateArray().Where(info => Text(info, "licenseId") == license).Select(info => Text(info, "extractedText")).FirstOrDefault()
               select $"{Text(package, "name")}|{Text(package, "versionInfo")}|{extracted ?? license}|{Text(package, "supplier")}|{Text(package.GetProperty("checksums")[0], "checksumValue")}",
        ];
        Tool rpm = Tool.Require("rpm", "rpm");
        string[] files = [.. Read(Spdx).GetProperty("packages").EnumerateArray().Where(package => package.TryGetProperty("externalRefs", out _)).Select(package => Path.Combine(demo.Distro.Repository, Text(package, "packageFileName")))];
        string[] headers = rpm.Run(["-qp", "--nosignature", "--qf", "%{NAME}|%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}|%{LICENSE}|Organization: %{VENDOR}\\n", .. files]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] digests = [.. Tool.Require("sha256sum", "coreutils").Run(files).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..64])];
        Assert.True(said.Length > 100);
        Assert.Equal(headers.Zip(digests, (header, digest) => $"{header}|{digest}"), said);
    }

    [Fact]
    public void WhatIsInNoOutputIsSaidToBe()
    {
        demo.Require();
        var comments = Read(Spdx).GetProperty("packages").EnumerateArray().Where(package => package.TryGetProperty("externalRefs", out _)).ToDictionary(package => Text(package, "name"), package => Text(package, "comment"));
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(demo.Output, "manifest.json")));
        HashSet<string> packed =
        [
            .. manifest.RootElement.GetProperty("images")[0].GetProperty("files").EnumerateArray()
                .Where(file => Text(file, "type") != "directory" && file.TryGetProperty("package", out _)).Select(file => Text(file, "package")),
        ];
        foreach (JsonElement package in manifest.RootElement.GetProperty("packages").EnumerateArray().Where(package => Text(package, "role") == "install"))
        {
            string name = comments.Keys.Where(name => Text(package, "nevra").StartsWith(name + "-", StringComparison.Ordinal)).MaxBy(name => name.Length)!;
            Assert.Equal(packed.Contains(Text(package, "nevra")), comments[name] == "role: install");
        }

        Assert.Contains(comments.Values, comment => comment != "role: install" && comment.StartsWith("role: install; ", StringComparison.Ordinal));
        Assert.Contains("role: stub", comments.Values);
    }

    [Fact]
    public void NoBillIsWrittenWhereNoneIsWanted()
    {
        demo.Require();
        ToolResult built = ComposerProgram.Run("build", demo.Distro.Recipe, "--lock", demo.Lock, "--cache", demo.Cache, "--output", _folder["none"], "--set", "attestation.sbom=");
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.False(File.Exists(_folder["none/demo.spdx.json"]));
        Assert.Equal(0, ComposerProgram.Run("verify", _folder["none"]).ExitCode);
    }

    private string Spdx => Path.Combine(demo.Output, "demo.spdx.json");

    private Dictionary<string, string> SpdxFiles() => Read(Spdx).GetProperty("files").EnumerateArray()
        .ToDictionary(file => Text(file, "fileName")[1..], file => Text(file.GetProperty("checksums")[1], "checksumValue"));

    private static string Errors(string schema, string document)
    {
        Tool.Require("/usr/lib/python3/dist-packages/jsonschema/__init__.py", "python3-jsonschema");
        return Tool.Require("/usr/bin/python3", "python3").Run("-W", "ignore", "-c", Validator, Path.Combine(Checkout.Root, "tests", "fixtures", "sbom"), schema, document);
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    private static string Text(JsonElement item, string key) => item.GetProperty(key).GetString()!;
}

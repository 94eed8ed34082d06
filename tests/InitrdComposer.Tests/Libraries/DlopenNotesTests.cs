using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Libraries;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Libraries;

/// <summary>What the programs of a real distribution say that they load, beside what objcopy and strings find in them.</summary>
public sealed class DlopenNotesTests
{
    /// <summary>A line a note: "package/path", a tab, the note's JSON.</summary>
    private const string Extract = """
        set -euo pipefail
        for package in "$1"/*.rpm; do
            name=$(basename "$package" .rpm)
            mkdir "$2/$name"
            rpm2cpio "$package" | (cd "$2/$name" && cpio -idm --quiet --no-absolute-filenames)
        done
        cd "$2"
        chmod -R u+rwX .
        { grep -rlZ --binary-files=text -F .note.dlopen . || true; } | while IFS= read -r -d '' file; do
            objcopy --dump-section .note.dlopen="$2.section" "$file" "$2.copy" 2> "$2.errors" || continue
            strings -n 2 "$2.section" | { grep '^\[' || true; } | sed "s|^|${file#./}\t|"
        done
        """;

    [Fact]
    public void EveryNoteOfTheDistributionIsReadAndRemembered()
    {
        using var folder = new TempFolder();
        string repository = DistroFixture.Require().Repository;
        Tool.Require("rpm2cpio", "rpm2cpio");
        Tool.Require("cpio", "cpio");
        Tool.Require("objcopy", "binutils");
        Directory.CreateDirectory(folder["all"]);
        string[] expected =
        [
            .. from line in Tool.Require("bash", "bash").Run("-c", Extract, "extract", repository, folder["all"]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
               let fields = line.Split('\t', 2)
               from note in JsonDocument.Parse(fields[1]).RootElement.EnumerateArray()
               orderby fields[0]
               select $"{fields[0]}: {Text(note, "priority")} {Text(note, "feature")} {string.Join(',', note.GetProperty("soname").EnumerateArray().Select(name => name.GetString()))}",
        ];

        Dictionary<string, FileNeeds> read = Directory.EnumerateFiles(folder["all"], "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path) is { LinkTarget: null, Length: > 0 } && !path.Contains("/usr/lib/modules/", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(folder["all"], path), path => NeedsReader.Read(PositionalSource.OfBytes(File.ReadAllBytes(path))));
        Dictionary<Digest, FileNeeds> remembered = NeedsCodec.Decode(NeedsCodec.Encode(read.ToDictionary(file => Digest.Sha256Of(System.Text.Encoding.UTF8.GetBytes(file.Key)), file => file.Value)));
        string[] ours =
        [
            .. from file in read.Keys
               orderby file
               from note in remembered[Digest.Sha256Of(System.Text.Encoding.UTF8.GetBytes(file))].Dlopened
               select $"{file}: {DlopenPriorities.Name(note.Priority)} {note.Feature} {string.Join(',', note.SoNames)}",
        ];
        Assert.InRange(expected.Length, 30, 1000);
        Assert.Equal(expected.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    private static string? Text(JsonElement note, string property) => note.GetProperty(property).GetString();
}

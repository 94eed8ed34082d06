using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InitrdComposer.SizeStudy;

/// <summary>All that was measured: what the page and its charts are written from, and nothing else is. Sizes are bytes.</summary>
/// <param name="Date">When, ISO 8601, UTC.</param>
/// <param name="Kernel">The release that all images are for.</param>
/// <param name="Tools">What it was measured with, by name and version.</param>
/// <param name="CommandLine">What the kernel is told in each boot, beside what makes the console speak.</param>
/// <param name="Images">The first is the one that others are held against.</param>
/// <param name="Differences">The first image against each other that was made.</param>
public sealed record StudyData(
    string Date, string Kernel, ImmutableArray<string> Tools, string CommandLine, ImmutableArray<StudiedImage> Images, ImmutableArray<StudiedDifference> Differences)
{
    /// <summary>Those that were made.</summary>
    [JsonIgnore]
    public IEnumerable<StudiedImage> Made => Images.Where(image => image.Sizes is not null);

    /// <exception cref="JsonException">It is no such data.</exception>
    public static StudyData Read(string path) =>
        JsonSerializer.Deserialize(File.ReadAllText(path), StudyJson.Default.StudyData) ?? throw new JsonException($"{path}: got null, expected an object");

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, StudyJson.Default.StudyData) + "\n");
}

/// <summary>An image of the study.</summary>
/// <param name="Name">Short: "virt", "dracut".</param>
/// <param name="Title">As tables and charts call it.</param>
/// <param name="Maker">Program and version.</param>
/// <param name="Command">How it was made.</param>
/// <param name="Failure">Why it was not; null: it was.</param>
public sealed record StudiedImage(string Name, string Title, string Maker, string Command, string? Failure, ImageSizes? Sizes, BootTimes? Boot);

/// <summary>What an image is made of.</summary>
/// <param name="Stored">Bytes of its file.</param>
/// <param name="Unpacked">Bytes of its regular files.</param>
/// <param name="Repacked">Bytes of the same archive, compressed by xz.</param>
/// <param name="PackedModules">Modules that are compressed inside the archive, and what they take there.</param>
/// <param name="PlainModules">Bytes of all modules when those are decompressed too.</param>
/// <param name="DuplicateBytes">Unpacked bytes that are in the image more than once.</param>
/// <param name="Classes">By the widest level of the class, largest first.</param>
/// <param name="ModuleFolders">Kernel modules by the folder of the kernel's sources that they are of: "drivers/net", "fs".</param>
/// <param name="Packages">The largest, of the files whose package is known.</param>
/// <param name="Largest">The largest files as they are stored.</param>
/// <param name="Features">"storage: LVM".</param>
public sealed record ImageSizes(
    long Stored, long Unpacked, long Repacked, int Files, SizedCount PackedModules, long PlainModules, long DuplicateBytes,
    ImmutableArray<ClassSize> Classes, ImmutableArray<ClassSize> ModuleFolders, ImmutableArray<ClassSize> Packages, ImmutableArray<FileSize> Largest, ImmutableArray<string> Features)
{
    /// <summary>Nothing of an image that has none of the class.</summary>
    public ClassSize Class(string name) => Classes.FirstOrDefault(row => row.Name == name) ?? new(name, 0, 0, 0);
}

/// <summary>Files of one kind.</summary>
public sealed record ClassSize(string Name, int Files, long Unpacked, long Stored);

/// <summary>How many, and how many bytes.</summary>
public sealed record SizedCount(int Count, long Bytes);

/// <summary>A file, unpacked and as its share of the image.</summary>
public sealed record FileSize(string Path, long Unpacked, long Stored);

/// <summary>The first image against another.</summary>
/// <param name="Other">The other's name.</param>
/// <param name="CommonModules">Names of kernel modules that both have.</param>
/// <param name="OnlyFirst">How many only the first has.</param>
/// <param name="OnlyOther">How many only the other has, by their folders.</param>
/// <param name="MissingModules">Which only the first has.</param>
/// <param name="OtherFiles">Files that only the other has, modules not among them, the largest first as they are stored.</param>
/// <param name="FirstFeatures">"storage: LVM" that only the first has.</param>
/// <param name="OtherFeatures">That only the other has.</param>
public sealed record StudiedDifference(
    string Other, int CommonModules, int OnlyFirst, ImmutableArray<ClassSize> OnlyOther, ImmutableArray<string> MissingModules, ImmutableArray<FileSize> OtherFiles,
    ImmutableArray<string> FirstFeatures, ImmutableArray<string> OtherFeatures);

/// <summary>Boots of an image, one after the other.</summary>
/// <param name="Failure">Why it does not reach the root file system's init; null: it does.</param>
/// <param name="Runs">What each took.</param>
public sealed record BootTimes(string? Failure, ImmutableArray<BootTime> Runs);

/// <summary>One boot.</summary>
/// <param name="Wall">Seconds from power on until the root file system's init runs.</param>
/// <param name="Processor">Processor seconds of the emulator in that time.</param>
/// <param name="Unpacking">Seconds by the kernel's clock until it has the initrd unpacked and runs its init.</param>
public sealed record BootTime(double Wall, double Processor, double Unpacking);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StudyData))]
internal sealed partial class StudyJson : JsonSerializerContext;

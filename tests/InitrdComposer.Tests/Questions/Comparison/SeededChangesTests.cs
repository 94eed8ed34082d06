using InitrdComposer.Questions.Comparison;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Questions.Comparison;

/// <summary>Images that a seed makes, and changes that it makes to them: each is named, nothing else is.</summary>
public sealed class SeededChangesTests : IDisposable
{
    private static readonly string[] Folders = ["usr/bin", "usr/lib/systemd", "usr/lib/modules/6.1/kernel/fs", "usr/lib/firmware/vendor", "etc", "usr/share/locale/de"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnImageDiffersInNothingFromItself(int seed)
    {
        ImageSpec image = Made(new Random(seed));
        ImageComparison comparison = ImageSpec.Compare(_folder.Path, image, image);
        Assert.False(comparison.IsDifferent);
        Assert.All(comparison.Files, file => Assert.Equal((FileChange.Same, 0), (file.Change, file.What.Length)));
        Assert.True(comparison.Modules.IsEmpty && comparison.Firmware.IsEmpty);
        Assert.All(comparison.Features, feature => Assert.Equal(feature.EvidenceA, feature.EvidenceB));
        Assert.All(comparison.Classes, row => Assert.Equal(row.A, row.B));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EveryChangeIsNamedAndNothingElse(int seed)
    {
        var random = new Random(seed);
        ImageSpec before = Made(random);
        (ImageSpec after, Dictionary<string, string> expected) = Changed(before, random);
        ImageComparison comparison = ImageSpec.Compare(_folder.Path, before, after);
        Assert.Equal(
            expected.Select(change => $"/{change.Key}: {change.Value}").Order(StringComparer.Ordinal),
            comparison.Files.Where(file => file.Change != FileChange.Same).Select(file => $"{file.Path}: {Words(file)}").Order(StringComparer.Ordinal));
        Assert.True(comparison.IsDifferent);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheOtherWayRoundIsItsMirror(int seed)
    {
        var random = new Random(seed);
        ImageSpec before = Made(random);
        ImageSpec after = Changed(before, random).After;
        ImageComparison there = ImageSpec.Compare(_folder.Path, before, after);
        ImageComparison back = ImageSpec.Compare(_folder.Path, after, before);
        Assert.Equal(there.Files.Select(file => (file.Path, Mirrored(file.Change), string.Join(' ', file.What), file.A, file.B)), back.Files.Select(file => (file.Path, file.Change, string.Join(' ', file.What), file.B, file.A)));
        Assert.Equal(there.Classes.Select(row => (row.Name, row.A, row.B)), back.Classes.Select(row => (row.Name, row.B, row.A)));
        Assert.Equal((there.Modules.OnlyA, there.Modules.OnlyB, there.Modules.Changed), (back.Modules.OnlyB, back.Modules.OnlyA, back.Modules.Changed), Names);
        Assert.Equal((there.Firmware.OnlyA, there.Firmware.OnlyB, there.Firmware.Changed), (back.Firmware.OnlyB, back.Firmware.OnlyA, back.Firmware.Changed), Names);
        Assert.Equal(there.Features.Select(feature => (feature.Name, feature.IsInA, feature.IsInB)), back.Features.Select(feature => (feature.Name, feature.IsInB, feature.IsInA)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ClassesAddUpToTheImages(int seed)
    {
        var random = new Random(seed);
        ImageSpec before = Made(random);
        ImageSpec after = Changed(before, random).After;
        ImageComparison comparison = ImageSpec.Compare(_folder.Path, before, after);
        Assert.Equal(comparison.A.Total, comparison.Classes.Select(row => row.A).Aggregate(SizeTotal.Add));
        Assert.Equal(comparison.B!.Total, comparison.Classes.Select(row => row.B).Aggregate(SizeTotal.Add));
        Assert.Equal((Regular(before).Count(), Regular(before).Sum(entry => (long)entry.Content.Length)), (comparison.A.Total.Files, comparison.A.Total.Unpacked));
        Assert.Equal(Regular(after).Sum(entry => (long)entry.Content.Length), comparison.Files.Sum(file => file.B?.Size ?? 0));
        Assert.Equal(comparison.A.Total.Unpacked, comparison.A.Coverage.Package + comparison.A.Coverage.Class + comparison.A.Coverage.Unknown);

        // Nothing is compressed: what is stored is what comes out.
        Assert.Equal((comparison.A.Total.Unpacked, false), (comparison.A.Total.Stored, comparison.A.IsStoredEstimated));
    }

    private static IEnumerable<ImageSpec.Entry> Regular(ImageSpec image) => image.Entries.Values.Where(entry => entry.Mode >> 12 == 8);

    private static bool Names(
        (System.Collections.Immutable.ImmutableArray<string> OnlyA, System.Collections.Immutable.ImmutableArray<string> OnlyB, System.Collections.Immutable.ImmutableArray<string> Changed) left,
        (System.Collections.Immutable.ImmutableArray<string> OnlyA, System.Collections.Immutable.ImmutableArray<string> OnlyB, System.Collections.Immutable.ImmutableArray<string> Changed) right) =>
        left.OnlyA.SequenceEqual(right.OnlyA) && left.OnlyB.SequenceEqual(right.OnlyB) && left.Changed.SequenceEqual(right.Changed);

    private static FileChange Mirrored(FileChange change) => change switch
    {
        FileChange.Added => FileChange.Removed,
        FileChange.Removed => FileChange.Added,
        _ => change,
    };

    private static string Words(ComparedFile file) => file.Change == FileChange.Changed ? string.Join('+', file.What.Select(ComparisonWords.Of)) : ComparisonWords.Of(file.Change);

    private static ImageSpec Made(Random random)
    {
        var image = new ImageSpec();
        foreach (string folder in new[] { "usr", "usr/lib", "usr/lib/modules", "usr/lib/modules/6.1", "usr/lib/modules/6.1/kernel", "usr/lib/firmware", "usr/share", "usr/share/locale" }.Concat(Folders)) image.Directory(folder);
        for (int i = 0; i < 60; i++)
        {
            string folder = Folders[random.Next(Folders.Length)];
            string name = folder.Contains("modules", StringComparison.Ordinal) ? $"m{i}.ko" : $"f{i}";
            if (random.Next(6) == 0) image.Link($"{folder}/l{i}", $"../{name}");
            else image.File($"{folder}/{name}", Bytes(random), random.Next(2) == 0 ? 0b110_100_100u : 0b111_101_101u, (uint)random.Next(2));
        }

        return image.Device("dev-null");
    }

    /// <summary>With what became of each path that something became of.</summary>
    private static (ImageSpec After, Dictionary<string, string> Changes) Changed(ImageSpec before, Random random)
    {
        ImageSpec after = before.Copy();
        Dictionary<string, string> changes = new(StringComparer.Ordinal);
        foreach ((string path, ImageSpec.Entry entry) in before.Entries.Where(entry => entry.Value.Mode >> 12 is 8 or 10))
        {
            bool isFile = entry.Mode >> 12 == 8;
            switch (random.Next(14))
            {
                case 0:
                    after.Entries.Remove(path);
                    changes[path] = "removed";
                    break;
                case 1:
                    after.Entries[path] = entry with { Content = Bytes(random) };
                    changes[path] = isFile ? "content" : "target";
                    break;
                case 2 when isFile:
                    after.Entries[path] = entry with { Mode = entry.Mode ^ 0b001 };
                    changes[path] = "mode";
                    break;
                case 3:
                    after.Entries[path] = entry with { User = entry.User + 1 };
                    changes[path] = "owner";
                    break;
                case 4 when isFile:
                    after.Entries[path] = entry with { Content = Bytes(random), Mode = entry.Mode ^ 0b001, User = 7 };
                    changes[path] = "content+mode+owner";
                    break;
                case 5 when isFile:
                    after.Link(path, "elsewhere");
                    changes[path] = entry.User == 0 ? "type+mode" : "type+mode+owner";
                    break;
                case 6:
                    after.File($"{path}-new", Bytes(random));
                    changes[$"{path}-new"] = "added";
                    break;
            }
        }

        return (after, changes);
    }

    /// <summary>Never the same twice.</summary>
    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(16, 3000)];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.Next('a', 'z');
        return bytes;
    }
}

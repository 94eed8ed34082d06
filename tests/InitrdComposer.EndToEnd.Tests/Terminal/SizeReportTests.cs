using System.Collections.Immutable;
using InitrdComposer.Classes;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Manifest.Budget;
using InitrdComposer.Questions.FileReasons;
using InitrdComposer.Questions.References;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Terminal;

/// <summary>Reports of sizes and reasons as people read them, of values that no distribution changes.</summary>
public sealed class SizeReportTests
{
    private static readonly ImmutableArray<BudgetReport> Reports =
    [
        new(
            new("demo-6.12.0", 33_700_000, 90_500_000, 220, [], []), new("demo-6.11.0", 30_000_000, 91_000_000, 218, [], []),
            [
                new(BudgetKind.Stored, null, 30_000_000, 33_700_000), new(BudgetKind.Unpacked, null, 100_000_000, 90_500_000), new(BudgetKind.Modules, null, 200, 220),
                new(BudgetKind.Growth, null, 31_500_000, 33_700_000, "5%"), new(BudgetKind.Class, "kernel modules/drivers/net", 1_000_000, 900_000), new(BudgetKind.Package, "perl*", 0, 12_345),
            ],
            [new(false, "kernel modules/a|b*c", 2_000_000, 700_000), new(true, "systemd", 12_000, 4_000), new(true, "bash", -500_000, -120_000)]),
        new(new("demo-rescue", 40_000_000, 100_000_000, 220, [], []), null, [new(BudgetKind.Growth, null, null, 40_000_000, "5%")], []),
    ];

    [Fact]
    public void ABudgetForPeople() => Golden.Matches("budget", "budget.txt", BudgetText.Of(Reports));

    [Fact]
    public void ABudgetInMarkdown() => Golden.Matches("budget", "budget.md", BudgetMarkdown.Of(Reports));

    [Fact]
    public void AReasonForPeople()
    {
        FileReason generated = new(
            RootPath.Of("/usr/lib/modules/6.12.0/modules.dep.bin"), "file", ["/lib is usr/lib"], new("module indexes"), new WrittenOrigin.Generated("depmod"), null, null, [],
            [
                new(null, RootPath.Of("/x"), ReferenceKind.Convention, "modprobe and depmod read it"),
                .. Enumerable.Range(0, 9).Select(i => new Reference(RootPath.Of($"/usr/lib/x86_64-linux-gnu/systemd/a-library-of-a-long-name-{i}.so"), RootPath.Of("/x"), ReferenceKind.Constant, "names \"/usr/lib/modules/%s/modules.dep.bin\" in its constants, or wherever")),
            ],
            new(1, 30_000, 10_000), null);
        FileReason module = generated with
        {
            Path = RootPath.Of("/usr/lib/modules/6.12.0/kernel/fs/jbd2/jbd2.ko.xz"),
            Notes = [],
            Origin = new WrittenOrigin.KernelDirectory("../linux"),
            Place = "demo.toml:12:3",
            Class = new("kernel modules/fs"),
            Modules = [new("ext4", ("ext*", "demo.toml:40:3"), null), new("jbd2", null, "uses its symbols")],
            ReferredBy = [],
        };
        FileReason packaged = module with { Path = RootPath.Of("/usr/bin/tool"), Class = new("programs"), Origin = new WrittenOrigin.Package("tool-1-1.x86_64"), Modules = [], Cost = Cost("tool", [.. Enumerable.Range(0, 14).Select(i => $"library-of-the-tool-{i}")]) };
        FileReason alone = packaged with { Path = RootPath.Of("/usr/bin/alone"), Cost = Cost("alone", []) };
        var total = new ImageSize(10, 3_000_000, 1_000_000);
        string text = string.Join('\n', ((FileReason[])[generated, module, packaged, alone]).Select(reason => WhyFileText.Of(reason, "demo.toml", total, isBuilt: true)));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Golden.Matches("why", "files.txt", text);
    }

    private static PackageCost Cost(string name, string[] others) =>
        new(new(3, 20_000, 7_000), [.. others.Prepend(name).Select((package, i) => (new LockedPackage(new(package, new(null, "1", "1"), "x86_64"), PackageRole.Install, "demo", package, 1, default, []), new ImageSize(1, 1_000 * i, 400 * i)))]);
}

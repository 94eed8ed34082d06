using System.Collections.Immutable;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>The same lock and the same bytes, whatever is different around them.</summary>
public sealed class VariationTests(SmallProductFixture small) : IClassFixture<SmallProductFixture>
{
    public static TheoryData<string> Ids => new(Variations.All.Select(variation => variation.Id));

    [Theory, MemberData(nameof(Ids))]
    public void NothingReachesTheBytes(string id)
    {
        Variation variation = Variations.All.Single(one => one.Id == id);
        Assert.SkipWhen(variation.NeedsRoot && !Environment.IsPrivilegedProcess, $"{variation}: needs root");
        Variant[] variants = [.. variation.Runs.Select(run => new Variant(run, small.Make(run)))];
        string[] different = [.. variants.SelectMany(variant => DifferencesOf(variant, variation.IsOtherText).Select(file => $"{variant.Run.How}: {file}"))];
        Assert.True(different.Length == 0, $"{variation}:\n{string.Join('\n', different)}");
        new Assurance("variations", variation.Id, variation.What, variants.Length, variants.Length) { Figures = ImmutableSortedDictionary<string, long>.Empty.Add("files", variants.Max(variant => variant.Product.Count)) }.Write();
    }

    /// <summary>What must make a difference makes one, in the files that it concerns.</summary>
    [Fact]
    public void WhatIsMeantToDifferIsSeen()
    {
        Assert.Contains("out/small.initrd", small.Product.DifferencesTo(Changed("another epoch", folder => Replace(folder, "1500000000", "999999999"))));
        Assert.Contains("out/small.efi", small.Product.DifferencesTo(Changed("another command line", folder => Replace(folder, "ttyS0", "ttyS1"))));
        string[] mode = small.Product.DifferencesTo(Changed("another mode", folder => File.SetUnixFileMode(Path.Combine(folder, SmallProduct.Tree, "B"), (UnixFileMode)0x1ED)));
        Assert.Contains("out/small.initrd", mode);
        Assert.DoesNotContain("small.lock", mode);
        Assert.DoesNotContain("extension/extra.sysext.raw", mode);
        Assert.Contains("extension/extra.sysext.raw", small.Product.ImagesAlone().DifferencesTo(Changed("another name", folder => ReplaceIn(folder, SmallProduct.Extension, "\"c\"", "\"-c\"")).ImagesAlone()));
    }

    private string[] DifferencesOf(Variant variant, bool isOtherText) =>
        isOtherText ? small.Product.ImagesAlone().DifferencesTo(variant.Product.ImagesAlone()) : small.Product.DifferencesTo(variant.Product);

    private Product Changed(string how, Action<string> change) => small.Make(new(how)
    {
        Prepare = folder =>
        {
            change(folder);
            return null;
        },
    });

    private static void Replace(string folder, string from, string to) => ReplaceIn(folder, SmallProduct.Recipe, from, to);

    private static void ReplaceIn(string folder, string file, string from, string to)
    {
        string path = Path.Combine(folder, file), text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private sealed record Variant(VariedRun Run, Product Product);
}

/// <summary>The small product's recipes and packages, and what was made of them under the test's own circumstances.</summary>
public sealed class SmallProductFixture : IDisposable
{
    private readonly TempFolder _inputs = new();
    private readonly Lazy<Product> _product;

    public SmallProductFixture()
    {
        SmallProduct.WriteTo(_inputs.Path);
        _product = new(() => Make(new("the test's own")));
    }

    internal Product Product => _product.Value;

    internal Product Make(VariedRun run) => run.Start(_inputs.Path);

    public void Dispose() => _inputs.Dispose();
}

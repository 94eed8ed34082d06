using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Formats;

namespace InitrdComposer.Modules;

/// <summary>A catalog's modules as bytes for the cache: counts, numbers and strings.</summary>
internal static class CatalogCodec
{
    /// <summary>Part of the key: another layout, or another idea of what is read, gets another number.</summary>
    private const string Layout = "module catalog 4";

    /// <summary>Names everything that the modules are a function of.</summary>
    public static Digest KeyOf(
        KernelFolder folder, string architecture, IEnumerable<ModuleFile> files, ReadOnlySpan<byte> order, Digest? dependencies, Digest? aliases, ModuleStorage storage)
    {
        var text = new StringBuilder($"{Layout}\n{architecture}\n{folder.Version}\n{storage}\n{Digest.Sha256Of(order)}\n{dependencies}\n{aliases}\n");
        foreach (ModuleFile file in files)
        {
            text.Append(file.IsForeign ? "link " : "file ").Append(file.Path).Append(' ').Append(file.Content.Digest).Append('\n');
        }

        return Digest.Sha256Of(Encoding.Latin1.GetBytes(text.ToString()));
    }

    public static byte[] Encode(KeptCatalog kept)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body, Encoding.Latin1);
        WriteTexts(kept.Contradictions);
        writer.Write(kept.Modules.Length);
        foreach (CatalogModule module in kept.Modules)
        {
            writer.Write(module.Path);
            foreach (ImmutableArray<string> texts in TextsOf(module)) WriteTexts(texts);

            writer.Write7BitEncodedInt(module.SymbolDependencies.Length);
            foreach (int dependency in module.SymbolDependencies) writer.Write7BitEncodedInt(dependency);
            writer.Write(module.Decompressed?.Length ?? 0);
            writer.Write(module.Decompressed?.Digest.Hex ?? "");
        }

        writer.Flush();
        return body.ToArray();

        void WriteTexts(ImmutableArray<string> texts)
        {
            writer.Write7BitEncodedInt(texts.Length);
            foreach (string text in texts) writer.Write(text);
        }
    }

    /// <param name="stored">What <see cref="Encode"/> wrote.</param>
    public static KeptCatalog Decode(byte[] stored)
    {
        using var reader = new BinaryReader(new MemoryStream(stored), Encoding.Latin1);
        ImmutableArray<string> contradictions = Texts();
        var decoded = ImmutableArray.CreateBuilder<CatalogModule>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            decoded.Add(new(reader.ReadString(), Texts(), Texts(), Texts(), Texts(), Texts(), Texts(), Numbers(), Promise()));
        }

        return new(decoded.ToImmutable(), contradictions);

        ImmutableArray<string> Texts()
        {
            var texts = ImmutableArray.CreateBuilder<string>(reader.Read7BitEncodedInt());
            while (texts.Count < texts.Capacity) texts.Add(reader.ReadString());
            return texts.MoveToImmutable();
        }

        DecompressedSize? Promise()
        {
            long length = reader.ReadInt64();
            string hex = reader.ReadString();
            return Digest.TryFromHex(DigestAlgorithm.Sha256, hex, out Digest digest) ? new(length, digest) : null;
        }

        ImmutableArray<int> Numbers()
        {
            var numbers = ImmutableArray.CreateBuilder<int>(reader.Read7BitEncodedInt());
            while (numbers.Count < numbers.Capacity) numbers.Add(reader.Read7BitEncodedInt());
            return numbers.MoveToImmutable();
        }
    }

    private static ImmutableArray<string>[] TextsOf(CatalogModule module) =>
        [module.Depends, module.SoftDependencies, module.WeakDependencies, module.Aliases, module.Firmware, module.ExportedSymbols];
}

/// <summary>What of a catalog takes reading every module to know.</summary>
/// <param name="Contradictions">As <see cref="PackagedIndex"/> found them.</param>
internal sealed record KeptCatalog(ImmutableArray<CatalogModule> Modules, ImmutableArray<string> Contradictions);

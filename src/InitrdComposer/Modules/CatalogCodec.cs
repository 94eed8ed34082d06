using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Formats;

namespace InitrdComposer.Modules;

/// <summary>A catalog's modules as bytes for the cache: counts, numbers and strings.</summary>
internal static class CatalogCodec
{
    /// <summary>Part of the key: another layout, or another idea of what is read, gets another number.</summary>
    private const string Layout = "module catalog 3";

    /// <summary>Names everything that the modules are a function of.</summary>
    public static Digest KeyOf(KernelFolder folder, string architecture, IEnumerable<ModuleFile> files, ReadOnlySpan<byte> order, ModuleStorage storage)
    {
        var text = new StringBuilder($"{Layout}\n{architecture}\n{folder.Version}\n{storage}\n{Digest.Sha256Of(order)}\n");
        foreach (ModuleFile file in files)
        {
            text.Append(file.IsForeign ? "link " : "file ").Append(file.Path).Append(' ').Append(file.Content.Digest).Append('\n');
        }

        return Digest.Sha256Of(Encoding.Latin1.GetBytes(text.ToString()));
    }

    public static byte[] Encode(ImmutableArray<CatalogModule> modules)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body, Encoding.Latin1);
        writer.Write(modules.Length);
        foreach (CatalogModule module in modules)
        {
            writer.Write(module.Path);
            foreach (ImmutableArray<string> texts in TextsOf(module))
            {
                writer.Write7BitEncodedInt(texts.Length);
                foreach (string text in texts) writer.Write(text);
            }

            writer.Write7BitEncodedInt(module.SymbolDependencies.Length);
            foreach (int dependency in module.SymbolDependencies) writer.Write7BitEncodedInt(dependency);
            writer.Write(module.Decompressed?.Length ?? 0);
            writer.Write(module.Decompressed?.Digest.Hex ?? "");
        }

        writer.Flush();
        return body.ToArray();
    }

    /// <param name="stored">What <see cref="Encode"/> wrote.</param>
    public static ImmutableArray<CatalogModule> Decode(byte[] stored)
    {
        using var reader = new BinaryReader(new MemoryStream(stored), Encoding.Latin1);
        var decoded = ImmutableArray.CreateBuilder<CatalogModule>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            decoded.Add(new(reader.ReadString(), Texts(), Texts(), Texts(), Texts(), Texts(), Texts(), Numbers(), Promise()));
        }

        return decoded.ToImmutable();

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

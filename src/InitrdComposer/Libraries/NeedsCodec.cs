using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;

namespace InitrdComposer.Libraries;

/// <summary>What a package's files need, as bytes for the cache: the files by SHA-256.</summary>
internal static class NeedsCodec
{
    /// <summary>Part of the key: another layout, or another idea of what is read, gets another number.</summary>
    private const string Layout = "file needs 2 of ";

    public static Digest KeyOf(Digest package) => Digest.Sha256Of(Encoding.ASCII.GetBytes($"{Layout}{package}"));

    public static byte[] Encode(IReadOnlyDictionary<Digest, FileNeeds> files)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body, Encoding.Latin1);
        foreach ((Digest digest, FileNeeds needs) in files.OrderBy(file => file.Key.Hex, StringComparer.Ordinal))
        {
            writer.Write(Convert.FromHexString(digest.Hex));
            writer.Write(needs.Target is not null);
            if (needs.Target is ElfTarget target)
            {
                writer.Write(target.Is64Bit);
                writer.Write(target.IsBigEndian);
                writer.Write((ushort)target.Machine);
            }

            foreach (ImmutableArray<string> texts in TextsOf(needs))
            {
                writer.Write7BitEncodedInt(texts.Length);
                foreach (string text in texts) writer.Write(text);
            }
        }

        writer.Flush();
        return body.ToArray();
    }

    /// <param name="stored">What <see cref="Encode"/> wrote.</param>
    public static Dictionary<Digest, FileNeeds> Decode(byte[] stored)
    {
        using var reader = new BinaryReader(new MemoryStream(stored), Encoding.Latin1);
        var files = new Dictionary<Digest, FileNeeds>();
        while (reader.BaseStream.Position < stored.Length)
        {
            Digest digest = Digest.FromBytes(DigestAlgorithm.Sha256, reader.ReadBytes(SHA256.HashSizeInBytes));
            ElfTarget? target = reader.ReadBoolean() ? new(reader.ReadBoolean(), reader.ReadBoolean(), (ElfMachine)reader.ReadUInt16()) : null;
            (ImmutableArray<string> interpreter, ImmutableArray<string> name) = (Texts(), Texts());
            files[digest] = new(target, new(interpreter.FirstOrDefault(), name.FirstOrDefault(), Texts(), Texts(), Texts()), Texts(), Texts());
        }

        return files;

        ImmutableArray<string> Texts()
        {
            var texts = ImmutableArray.CreateBuilder<string>(reader.Read7BitEncodedInt());
            while (texts.Count < texts.Capacity) texts.Add(reader.ReadString());
            return texts.MoveToImmutable();
        }
    }

    private static ImmutableArray<string>[] TextsOf(FileNeeds needs) =>
    [
        Optional(needs.Dynamic.Interpreter), Optional(needs.Dynamic.SoName), needs.Dynamic.Needed, needs.Dynamic.RunPath, needs.Dynamic.RPath, needs.Dlopened, needs.Mentioned,
    ];

    private static ImmutableArray<string> Optional(string? text) => text is null ? [] : [text];
}

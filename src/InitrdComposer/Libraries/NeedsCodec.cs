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
    private const string Layout = "file needs 3 of ";

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

            foreach (ImmutableArray<string> texts in TextsOf(needs)) Write(texts);
            writer.Write7BitEncodedInt(needs.Dlopened.Length);
            foreach (DlopenNote note in needs.Dlopened)
            {
                Write(note.SoNames);
                writer.Write((byte)note.Priority);
                Write(Optional(note.Feature));
            }
        }

        writer.Flush();
        return body.ToArray();

        void Write(ImmutableArray<string> texts)
        {
            writer.Write7BitEncodedInt(texts.Length);
            foreach (string text in texts) writer.Write(text);
        }
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
            ElfDynamic dynamic = new(interpreter.FirstOrDefault(), name.FirstOrDefault(), Texts(), Texts(), Texts());
            ImmutableArray<string> mentioned = Texts();
            files[digest] = new(target, dynamic, Notes(), mentioned);
        }

        return files;

        ImmutableArray<string> Texts()
        {
            var texts = ImmutableArray.CreateBuilder<string>(reader.Read7BitEncodedInt());
            while (texts.Count < texts.Capacity) texts.Add(reader.ReadString());
            return texts.MoveToImmutable();
        }

        ImmutableArray<DlopenNote> Notes()
        {
            var notes = ImmutableArray.CreateBuilder<DlopenNote>(reader.Read7BitEncodedInt());
            while (notes.Count < notes.Capacity) notes.Add(new(Texts(), (DlopenPriority)reader.ReadByte(), Texts().FirstOrDefault()));
            return notes.MoveToImmutable();
        }
    }

    private static ImmutableArray<string>[] TextsOf(FileNeeds needs) =>
    [
        Optional(needs.Dynamic.Interpreter), Optional(needs.Dynamic.SoName), needs.Dynamic.Needed, needs.Dynamic.RunPath, needs.Dynamic.RPath, needs.Mentioned,
    ];

    private static ImmutableArray<string> Optional(string? text) => text is null ? [] : [text];
}

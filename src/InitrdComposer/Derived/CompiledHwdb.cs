using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Derived;

/// <summary>hwdb.bin, and the lines of its sources that it lacks.</summary>
internal sealed record CompiledHwdb(FileContent.Generated File, ImmutableArray<Notice> Notices)
{
    public static Notice SkippedLine(string file, int line, string problem) =>
        new(DerivedErrors.SkippedHwdbLine, problem, new(file, DataPosition.AtLine(line, 1)), "systemd-hwdb passes over it as well");

    /// <summary>As bytes for the cache.</summary>
    public byte[] Encode()
    {
        using var encoded = new MemoryStream();
        using var writer = new BinaryWriter(encoded);
        writer.Write7BitEncodedInt(Notices.Length);
        foreach (Notice notice in Notices)
        {
            writer.Write(notice.Location!.Value.File);
            writer.Write7BitEncodedInt(notice.Location.Value.Position!.Value.Line!.Value);
            writer.Write(notice.Message);
        }

        writer.Write(File.Bytes.Span);
        writer.Flush();
        return encoded.ToArray();
    }

    public static CompiledHwdb Decode(byte[] encoded)
    {
        var stream = new MemoryStream(encoded);
        using var reader = new BinaryReader(stream);
        ImmutableArray<Notice>.Builder notices = ImmutableArray.CreateBuilder<Notice>();
        for (int left = reader.Read7BitEncodedInt(); left > 0; left--) notices.Add(SkippedLine(reader.ReadString(), reader.Read7BitEncodedInt(), reader.ReadString()));
        return new(new(encoded.AsMemory((int)stream.Position)), notices.DrainToImmutable());
    }
}

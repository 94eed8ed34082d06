using System.Globalization;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Testing.Cpio;

/// <summary>Writes cpio archives of the newc family, sound ones and others: an entry is its fields as text and its bytes, and every one can be a lie.</summary>
public sealed class CpioSpec
{
    /// <summary>In the order of the archive.</summary>
    public List<CpioEntry> Entries { get; } = [];

    /// <summary>The last entry; null: none.</summary>
    public CpioEntry? Trailer { get; set; } = CpioEntry.Newc("TRAILER!!!"u8.ToArray(), 0, [], 0) with { Fields = CpioEntry.FieldsOf(0, 0, 1, 0, 0, 11) };

    /// <summary>The entry at a place becomes another one.</summary>
    public CpioSpec Change(int index, Func<CpioEntry, CpioEntry> change)
    {
        Entries[index] = change(Entries[index]);
        return this;
    }

    public byte[] ToBytes()
    {
        var archive = new MemoryStream();
        foreach (CpioEntry entry in Trailer is null ? Entries : [.. Entries, Trailer])
        {
            archive.Write(Encoding.ASCII.GetBytes(entry.Magic + string.Concat(entry.Fields)));
            archive.Write(entry.Name);
            Pad(archive);
            archive.Write(entry.Data);
            Pad(archive);
        }

        return archive.ToArray();
    }

    private static void Pad(MemoryStream archive) => archive.Write(new byte[Alignment.Padding(archive.Length, 4)]);
}

/// <summary>An entry of a <see cref="CpioSpec"/>.</summary>
/// <param name="Magic">070701, 070702 or 07070X.</param>
/// <param name="Fields">Eight hex digits each: thirteen in newc, one in rpm's stripped form.</param>
/// <param name="Name">With its NUL; empty in the stripped form.</param>
/// <param name="Data">Content, or a link's target.</param>
public sealed record CpioEntry(string Magic, string[] Fields, byte[] Name, byte[] Data)
{
    public const int Ino = 0;
    public const int Mode = 1;
    public const int Nlink = 4;
    public const int Mtime = 5;
    public const int FileSize = 6;
    public const int NameSize = 11;
    public const int Check = 12;

    /// <summary>A sound entry of 070701.</summary>
    public static CpioEntry Newc(byte[] name, uint mode, byte[] data, uint ino, uint mtime = 0) =>
        new("070701", FieldsOf(ino, mode, 1, mtime, (uint)data.Length, (uint)name.Length + 1), [.. name, 0], data);

    /// <summary>An entry of rpm's form for large files.</summary>
    public static CpioEntry Stripped(uint fileIndex, byte[] data) => new("07070X", [Hex(fileIndex)], [], data);

    public static string[] FieldsOf(uint ino, uint mode, uint nlink, uint mtime, uint fileSize, uint nameSize) =>
        [Hex(ino), Hex(mode), Hex(0), Hex(0), Hex(nlink), Hex(mtime), Hex(fileSize), Hex(0), Hex(0), Hex(0), Hex(0), Hex(nameSize), Hex(0)];

    /// <summary>The same entry with another number in a field.</summary>
    public CpioEntry With(int field, uint value) => With(field, Hex(value));

    /// <summary>The same entry with any eight characters in a field.</summary>
    public CpioEntry With(int field, string digits) => this with { Fields = [.. Fields[..field], digits, .. Fields[(field + 1)..]] };

    /// <summary>The same entry under another name.</summary>
    public CpioEntry Named(string name) => Named(Encoding.UTF8.GetBytes(name + "\0"));

    /// <summary>The same entry under another name, its NUL included or not.</summary>
    public CpioEntry Named(byte[] name) => With(NameSize, (uint)name.Length) with { Name = name };

    private static string Hex(uint value) => value.ToString("X8", CultureInfo.InvariantCulture);
}

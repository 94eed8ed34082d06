using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>A document of docs/reference/diff.schema.json of made-up files, whose sums are theirs.</summary>
internal sealed class ReportDocument(IEnumerable<ReportFile> files, bool isDiff = true)
{
    private readonly ReportFile[] _files = [.. files];
    private readonly string[] _sides = isDiff ? ["a", "b"] : ["a"];

    /// <summary>Names of the images.</summary>
    public string[] Names { get; init; } = ["generic.img", "virt.initrd"];

    /// <summary>Why the first image was not read to its end; null: it was.</summary>
    public string? Damage { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        All(json, "images", _sides, side => Image(json, side));
        All(json, "classes", _files.GroupBy(file => file.Class), group => Row(json, group.Key, group));
        All(json, "packages", _files.Where(file => file.Package is not null).GroupBy(file => file.Package!), group => Row(json, group.Key, group));
        All(json, "files", _files, file => One(json, file));
        Changes(json, "modules", ".ko");
        Changes(json, "firmware", ".bin");
        All(json, "features", [("LVM", true, false), ("LUKS (cryptsetup)", true, true), ("NFS", false, true)], feature => Feature(json, feature));
        All(json, "duplicates", [("/usr/lib/a.conf", "/etc/a.conf", 4_000L), ("/usr/lib64/libz.so.1", "/usr/lib/libz.so.1", 90_000L)], pair => Duplicate(json, pair));
        json.WriteEndObject();
    }

    private static long? Size(ReportFile file, string side) => side == "a" ? file.A : file.B;

    private static long Stored(long size) => size * 2 / 5;

    private void Image(Utf8JsonWriter json, string side)
    {
        long unpacked = _files.Sum(file => Size(file, side) ?? 0);
        json.WriteString("name", Names[side == "a" ? 0 : 1]);
        json.WriteString("kind", "initrd");
        json.WriteNumber("length", Stored(unpacked) + 5_000);
        json.WriteNumber("unpacked", unpacked);
        json.WriteNumber("stored", Stored(unpacked));
        json.WriteNumber("files", _files.Count(file => Size(file, side) is not null));
        All(json, "parts", [("early microcode", 0L, 5_000L, "none", 5_000L), ("main", 5_000L, Stored(unpacked), "zstd", unpacked)], part =>
        {
            (string name, long offset, long stored, string compression, long length) = part;
            json.WriteString("name", name);
            json.WriteNumber("offset", offset);
            json.WriteNumber("stored", stored);
            json.WriteString("compression", compression);
            json.WriteNumber("length", length);
        });
        long unknown = _files.Where(file => file.Class == "unknown").Sum(file => Size(file, side) ?? 0);
        json.WriteStartObject("coverage");
        json.WriteNumber("package", unpacked - unknown);
        json.WriteNumber("class", 0);
        json.WriteNumber("unknown", unknown);
        json.WriteEndObject();
        json.WriteBoolean("storedIsEstimated", side == "b");
        if (Damage is null || side == "b") return;
        json.WriteStartObject("damage");
        json.WriteString("id", "IC-CPI05");
        json.WriteNumber("offset", 123_456);
        json.WriteString("message", Damage);
        json.WriteEndObject();
    }

    private void Row(Utf8JsonWriter json, string name, IEnumerable<ReportFile> members)
    {
        json.WriteString("name", name);
        foreach (string side in _sides)
        {
            long[] sizes = [.. members.Select(file => Size(file, side)).OfType<long>()];
            json.WriteStartObject(side);
            json.WriteNumber("files", sizes.Length);
            json.WriteNumber("unpacked", sizes.Sum());
            json.WriteNumber("stored", sizes.Sum(Stored));
            json.WriteEndObject();
        }
    }

    private void One(Utf8JsonWriter json, ReportFile file)
    {
        string change = !isDiff || file.A == file.B ? "same" : file.A is null ? "added" : file.B is null ? "removed" : "changed";
        json.WriteString("path", file.Path);
        json.WriteString("change", change);
        Texts(json, "what", change == "changed" ? ["content"] : []);
        json.WriteString("class", file.Class);
        json.WriteString("package", file.Package);
        foreach (string side in _sides)
        {
            if (Size(file, side) is not long size)
            {
                json.WriteNull(side);
                continue;
            }

            json.WriteStartObject(side);
            json.WriteString("type", "file");
            json.WriteNumber("size", size);
            json.WriteNumber("stored", Stored(size));
            json.WriteString("mode", "0644");
            json.WriteString("owner", "0:0");
            json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Path} {size}"))));
            json.WriteEndObject();
        }
    }

    private void Changes(Utf8JsonWriter json, string key, string suffix)
    {
        ReportFile[] named = [.. _files.Where(file => file.Path.EndsWith(suffix, StringComparison.Ordinal))];
        json.WriteStartObject(key);
        Names("onlyA", file => file.B is null && isDiff);
        Names("onlyB", file => file.A is null && isDiff);
        Names("changed", file => isDiff && file.A is not null && file.B is not null && file.A != file.B);
        json.WriteEndObject();

        void Names(string name, Func<ReportFile, bool> isOne) =>
            Texts(json, name, named.Where(isOne).Select(file => Path.GetFileNameWithoutExtension(file.Path)));
    }

    private void Feature(Utf8JsonWriter json, (string Name, bool A, bool B) feature)
    {
        json.WriteString("name", feature.Name);
        json.WriteString("group", "storage");
        json.WriteBoolean("a", feature.A);
        if (isDiff) json.WriteBoolean("b", feature.B);
        json.WriteStartObject("evidence");
        foreach (string side in _sides) Texts(json, side, (side == "a" ? feature.A : feature.B) ? [$"/usr/sbin/{feature.Name.ToLowerInvariant()}"] : []);
        json.WriteEndObject();
    }

    private void Duplicate(Utf8JsonWriter json, (string First, string Second, long Size) pair)
    {
        json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pair.First))));
        json.WriteNumber("size", pair.Size);
        foreach (string side in _sides) Texts(json, side, side == "a" ? [pair.First, pair.Second] : [pair.First]);
    }

    private static void All<T>(Utf8JsonWriter json, string key, IEnumerable<T> items, Action<T> writeMembers)
    {
        json.WriteStartArray(key);
        foreach (T item in items)
        {
            json.WriteStartObject();
            writeMembers(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Xml;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>Reads comps.xml. It has no namespace, and a document type that names a DTD, which nobody fetches.</summary>
public static class CompsReader
{
    /// <summary>Packages of all groups together, and groups of all environments; Fedora has five thousand.</summary>
    public const int MaxEntries = 1_000_000;

    private const int None = Utf8XmlReader.NoNamespace;

    /// <exception cref="MalformedDataException">Not well-formed, not comps, a group without id, or more than <see cref="MaxEntries"/>.</exception>
    public static Comps Read(Stream xml)
    {
        var reader = new Utf8XmlReader(xml, "comps") { AllowsDocumentType = true };
        reader.ReadRoot(None, "comps"u8);
        var groups = ImmutableArray.CreateBuilder<CompsGroup>();
        var environments = ImmutableArray.CreateBuilder<CompsEnvironment>();
        int entries = 0;
        while (reader.ReadChild(1))
        {
            if (reader.IsElement(None, "group"u8)) groups.Add(ReadGroup(reader, ref entries));
            else if (reader.IsElement(None, "environment"u8)) environments.Add(ReadEnvironment(reader, ref entries));
            else reader.Skip();
        }

        reader.ReadToEnd();
        return new(groups.DrainToImmutable(), environments.DrainToImmutable());
    }

    private static CompsGroup ReadGroup(Utf8XmlReader reader, ref int entries)
    {
        DataPosition start = reader.Position;
        string id = "", name = "";
        var packages = ImmutableArray.CreateBuilder<CompsPackage>();
        Count(reader, ref entries);
        while (reader.ReadChild(2))
        {
            if (reader.IsElement(None, "id"u8)) id = Text(reader);
            else if (IsUntranslatedName(reader)) name = Text(reader);
            else if (reader.IsElement(None, "packagelist"u8)) ReadPackages(reader, packages, ref entries);
            else reader.Skip();
        }

        return id.Length > 0 ? new(id, name, packages.DrainToImmutable()) : throw new MalformedDataException("comps", start, "group/id", "none", "an id");
    }

    private static void ReadPackages(Utf8XmlReader reader, ImmutableArray<CompsPackage>.Builder packages, ref int entries)
    {
        while (reader.ReadChild(3))
        {
            if (!reader.IsElement(None, "packagereq"u8))
            {
                reader.Skip();
                continue;
            }

            Count(reader, ref entries);
            CompsPackageType type = ReadType(reader);
            string? requires = reader.TryGetAttribute(None, "requires"u8, out ReadOnlySpan<byte> value) && value.Length > 0 ? Encoding.UTF8.GetString(value) : null;
            bool isBaseArchOnly = reader.TryGetAttribute(None, "basearchonly"u8, out value) && value.SequenceEqual("true"u8);
            packages.Add(new(Text(reader), type, requires, isBaseArchOnly));
        }
    }

    // As libcomps: what does not say is mandatory, and so is what it does not know.
    private static CompsPackageType ReadType(Utf8XmlReader reader)
    {
        if (!reader.TryGetAttribute(None, "type"u8, out ReadOnlySpan<byte> type)) return CompsPackageType.Mandatory;
        if (type.SequenceEqual("default"u8)) return CompsPackageType.Default;
        if (type.SequenceEqual("optional"u8)) return CompsPackageType.Optional;
        return type.SequenceEqual("conditional"u8) ? CompsPackageType.Conditional : CompsPackageType.Mandatory;
    }

    private static CompsEnvironment ReadEnvironment(Utf8XmlReader reader, ref int entries)
    {
        DataPosition start = reader.Position;
        string id = "", name = "";
        var groups = ImmutableArray.CreateBuilder<string>();
        while (reader.ReadChild(2))
        {
            if (reader.IsElement(None, "id"u8)) id = Text(reader);
            else if (IsUntranslatedName(reader)) name = Text(reader);
            else if (reader.IsElement(None, "grouplist"u8)) ReadGroups(reader, groups, ref entries);
            else reader.Skip();
        }

        return id.Length > 0 ? new(id, name, groups.DrainToImmutable()) : throw new MalformedDataException("comps", start, "environment/id", "none", "an id");
    }

    private static void ReadGroups(Utf8XmlReader reader, ImmutableArray<string>.Builder groups, ref int entries)
    {
        while (reader.ReadChild(3))
        {
            Count(reader, ref entries);
            if (reader.IsElement(None, "groupid"u8)) groups.Add(Text(reader));
            else reader.Skip();
        }
    }

    private static void Count(Utf8XmlReader reader, ref int entries)
    {
        if (++entries > MaxEntries) throw reader.Malformed("entries", $"more than {MaxEntries}", $"at most {MaxEntries}");
    }

    private static bool IsUntranslatedName(Utf8XmlReader reader) =>
        reader.IsElement(None, "name"u8) && !reader.TryGetAttribute(Utf8XmlReader.XmlNamespace, "lang"u8, out _);

    private static string Text(Utf8XmlReader reader) => Encoding.UTF8.GetString(reader.ReadText().Trim(" \t\r\n"u8));
}

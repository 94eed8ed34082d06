using System.Buffers;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Xml;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>Streams primary.xml into a sink.</summary>
public sealed class PrimaryXmlReader
{
    private const int Common = 0;
    private const int Rpm = 1;
    private const string Format = "primary";

    private readonly Utf8XmlReader _reader;
    private readonly IPrimarySink _sink;

    // Reused: a package's texts until its end tag, an entry's never leave the reader.
    private readonly ArrayBufferWriter<byte> _texts = new();
    private Range _name;
    private Range _arch;
    private Range _version;
    private Range _release;
    private Range _location;
    private Range _locationBase;
    private Fields _seen;
    private uint _epoch;
    private Digest _checksum;
    private long _packageSize;
    private long _installedSize;
    private long _buildTime;
    private long _headerStart;
    private long _headerEnd;
    private int _count;

    private PrimaryXmlReader(Stream xml, IPrimarySink sink)
    {
        _reader = new(xml, Format, "http://linux.duke.edu/metadata/common", "http://linux.duke.edu/metadata/rpm");
        _sink = sink;
    }

    [Flags]
    private enum Fields
    {
        None = 0,
        Name = 1,
        Arch = 2,
        Version = 4,
        Checksum = 8,
        Size = 16,
        Location = 32,
        Required = Name | Arch | Version | Checksum | Size | Location,
        Time = 64,
        Format = 128,
    }

    /// <summary>Reads the whole document.</summary>
    /// <returns>How many packages there are, and how many the root element says there are.</returns>
    /// <exception cref="MalformedDataException">Not well-formed, not primary metadata, or a field breaks its rule.</exception>
    public static (int Packages, long? Declared) Read(Stream xml, IPrimarySink sink) => new PrimaryXmlReader(xml, sink).ReadDocument();

    private (int Packages, long? Declared) ReadDocument()
    {
        _reader.ReadRoot(Common, "metadata"u8);
        long? declared = _reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "packages"u8, out ReadOnlySpan<byte> value)
            ? PrimaryRules.ParseNumber(_reader, "metadata/@packages", value)
            : null;
        while (_reader.ReadChild(1))
        {
            if (IsRpmPackage()) ReadPackage();
            else _reader.Skip();
        }

        _reader.ReadToEnd();
        return (_count, declared);
    }

    private bool IsRpmPackage() =>
        _reader.IsElement(Common, "package"u8) && _reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "type"u8, out ReadOnlySpan<byte> type) && type.SequenceEqual("rpm"u8);

    private void ReadPackage()
    {
        _texts.ResetWrittenCount();
        _seen = Fields.None;
        _locationBase = default;
        (_epoch, _installedSize, _buildTime, _headerStart, _headerEnd) = (0, 0, 0, 0, 0);
        while (_reader.ReadChild(2)) ReadField();

        if ((_seen & Fields.Required) != Fields.Required)
        {
            throw _reader.Malformed("package", $"no {(Fields.Required & ~_seen).ToString().ToLowerInvariant()}", "name, arch, version, checksum, size, location");
        }

        PrimaryRules.CheckHeaderRange(_reader, _headerStart, _headerEnd);
        ReadOnlySpan<byte> texts = _texts.WrittenSpan;
        _sink.Package(new PrimaryPackage
        {
            Place = _reader,
            Name = texts[_name],
            Arch = texts[_arch],
            Epoch = _epoch,
            Version = texts[_version],
            Release = texts[_release],
            Checksum = _checksum,
            Location = texts[_location],
            LocationBase = texts[_locationBase],
            PackageSize = _packageSize,
            InstalledSize = _installedSize,
            BuildTime = _buildTime,
        });
        _count++;
    }

    private void ReadField()
    {
        ReadOnlySpan<byte> name = _reader.Namespace == Common ? _reader.LocalName : default;
        if (name.SequenceEqual("name"u8)) _name = ReadName(Fields.Name, "name");
        else if (name.SequenceEqual("arch"u8)) _arch = ReadName(Fields.Arch, "arch");
        else if (name.SequenceEqual("version"u8)) ReadVersion();
        else if (name.SequenceEqual("checksum"u8))
        {
            See(Fields.Checksum);
            _checksum = _reader.ReadChecksum("checksum");
        }
        else if (name.SequenceEqual("time"u8))
        {
            See(Fields.Time);
            _buildTime = Number("time/@build", "build"u8, isRequired: false);
            _reader.Skip();
        }
        else if (name.SequenceEqual("size"u8))
        {
            See(Fields.Size);
            _packageSize = Number("size/@package", "package"u8, isRequired: true);
            _installedSize = Number("size/@installed", "installed"u8, isRequired: false);
            _reader.Skip();
        }
        else if (name.SequenceEqual("location"u8)) ReadLocation();
        else if (name.SequenceEqual("format"u8))
        {
            See(Fields.Format);
            while (_reader.ReadChild(3)) ReadFormatField();
        }
        else _reader.Skip();
    }

    private void ReadFormatField()
    {
        bool isRpm = _reader.Namespace == Rpm;
        if (_reader.IsElement(Common, "file"u8))
        {
            ReadOnlySpan<byte> path = _reader.ReadText();
            if (!path.IsEmpty) _sink.File(_count, path);
        }
        else if (isRpm && _reader.LocalName.SequenceEqual("header-range"u8))
        {
            _headerStart = Number("header-range/@start", "start"u8, isRequired: false);
            _headerEnd = Number("header-range/@end", "end"u8, isRequired: false);
            _reader.Skip();
        }
        else if (isRpm && ListOf(_reader.LocalName) is DependencyList list)
        {
            while (_reader.ReadChild(4))
            {
                if (_reader.IsElement(Rpm, "entry"u8)) ReadEntry(list);
                _reader.Skip();
            }
        }
        else _reader.Skip();
    }

    private void ReadEntry(DependencyList list)
    {
        ReadOnlySpan<byte> name = default, flags = default, epoch = default, version = default, release = default;
        for (int i = 0; i < _reader.AttributeCount; i++)
        {
            ReadOnlySpan<byte> value = _reader.AttributeAt(i, out int @namespace, out ReadOnlySpan<byte> key);
            if (@namespace != Utf8XmlReader.NoNamespace) continue;
            if (key.SequenceEqual("name"u8)) name = value;
            else if (key.SequenceEqual("flags"u8)) flags = value;
            else if (key.SequenceEqual("epoch"u8)) epoch = value;
            else if (key.SequenceEqual("ver"u8)) version = value;
            else if (key.SequenceEqual("rel"u8)) release = value;
        }

        var entry = new PrimaryEntry
        {
            Place = _reader,
            Name = name,
            Flags = PrimaryRules.ParseFlags(_reader, "entry/@flags", flags),
            Epoch = PrimaryRules.ParseEpoch(_reader, "entry/@epoch", epoch),
            Version = version,
            Release = release,
        };
        PrimaryRules.CheckEntry(entry);
        _sink.Dependency(_count, list, entry);
    }

    private void ReadVersion()
    {
        See(Fields.Version);
        _reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "epoch"u8, out ReadOnlySpan<byte> epoch);
        _reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "ver"u8, out ReadOnlySpan<byte> version);
        _reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "rel"u8, out ReadOnlySpan<byte> release);
        _epoch = PrimaryRules.ParseEpoch(_reader, "version/@epoch", epoch);
        if (version.IsEmpty) throw _reader.Malformed("version/@ver", "nothing", "a version");
        PrimaryRules.CheckVersion(_reader, "version/@ver", version);
        PrimaryRules.CheckVersion(_reader, "version/@rel", release);
        (_version, _release) = (Keep(version), Keep(release));
        _reader.Skip();
    }

    private void ReadLocation()
    {
        See(Fields.Location);
        _reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "href"u8, out ReadOnlySpan<byte> href);
        if (href.IsEmpty) throw _reader.Malformed("location/@href", "nothing", "a path");
        _reader.TryGetAttribute(Utf8XmlReader.XmlNamespace, "base"u8, out ReadOnlySpan<byte> origin);
        (_location, _locationBase) = (Keep(href), Keep(origin));
        _reader.Skip();
    }

    private Range ReadName(Fields field, string name)
    {
        See(field);
        ReadOnlySpan<byte> text = _reader.ReadText();
        PrimaryRules.CheckName(_reader, name, text);
        return Keep(text);
    }

    private void See(Fields field)
    {
        if (_seen.HasFlag(field)) throw _reader.Malformed(field.ToString().ToLowerInvariant(), "a second one", "one in a package");
        _seen |= field;
    }

    private Range Keep(ReadOnlySpan<byte> text)
    {
        int start = _texts.WrittenCount;
        _texts.Write(text);
        return start.._texts.WrittenCount;
    }

    private long Number(string field, ReadOnlySpan<byte> attribute, bool isRequired)
    {
        bool isThere = _reader.TryGetAttribute(Utf8XmlReader.NoNamespace, attribute, out ReadOnlySpan<byte> value);
        return isThere || isRequired ? PrimaryRules.ParseNumber(_reader, field, value) : 0;
    }

    private static DependencyList? ListOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("provides"u8) ? DependencyList.Provides
        : name.SequenceEqual("requires"u8) ? DependencyList.Requires
        : name.SequenceEqual("conflicts"u8) ? DependencyList.Conflicts
        : name.SequenceEqual("obsoletes"u8) ? DependencyList.Obsoletes
        : name.SequenceEqual("recommends"u8) ? DependencyList.Recommends
        : name.SequenceEqual("suggests"u8) ? DependencyList.Suggests
        : name.SequenceEqual("supplements"u8) ? DependencyList.Supplements
        : name.SequenceEqual("enhances"u8) ? DependencyList.Enhances
        : null;
}

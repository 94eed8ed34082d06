using System.Text;

namespace InitrdComposer.Formats.Xml;

/// <summary>The open elements and the namespace prefixes that they bind ("Namespaces in XML 1.0").</summary>
internal sealed class XmlScopes(string[] knownNamespaces)
{
    private readonly Element[] _elements = new Element[Utf8XmlReader.MaxDepth];
    private readonly List<(byte[] Prefix, int Namespace, int Depth)> _bindings = [("xml"u8.ToArray(), Utf8XmlReader.XmlNamespace, 0)];
    private byte[] _names = new byte[1024];
    private int _length;

    public int Depth { get; private set; }

    /// <summary>The innermost open element as it was written.</summary>
    public ReadOnlySpan<byte> QualifiedName => _names.AsSpan(_elements[Depth - 1].Start.._length);

    public ReadOnlySpan<byte> LocalName => _names.AsSpan(_elements[Depth - 1].LocalStart.._length);

    public int Namespace => _elements[Depth - 1].Namespace;

    /// <summary>Binds a prefix (empty: the default namespace) for the element that is opened next.</summary>
    public void Bind(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> uri) => _bindings.Add((prefix.ToArray(), NumberOf(uri), Depth + 1));

    /// <summary>The namespace of a prefix; null when it is not bound. Without a binding the empty prefix means no namespace.</summary>
    public int? Resolve(ReadOnlySpan<byte> prefix)
    {
        for (int i = _bindings.Count - 1; i >= 0; i--)
        {
            if (prefix.SequenceEqual(_bindings[i].Prefix)) return _bindings[i].Namespace;
        }

        return prefix.IsEmpty ? Utf8XmlReader.NoNamespace : null;
    }

    public void Open(ReadOnlySpan<byte> name, int prefixLength, int @namespace)
    {
        if (_length + name.Length > _names.Length) Array.Resize(ref _names, checked((_length + name.Length) * 2));
        name.CopyTo(_names.AsSpan(_length));
        _elements[Depth++] = new(_length, prefixLength == 0 ? _length : _length + prefixLength + 1, @namespace);
        _length += name.Length;
    }

    public void Close()
    {
        while (_bindings[^1].Depth == Depth) _bindings.RemoveAt(_bindings.Count - 1);
        _length = _elements[--Depth].Start;
    }

    private int NumberOf(ReadOnlySpan<byte> uri)
    {
        if (uri.IsEmpty) return Utf8XmlReader.NoNamespace;
        if (uri.SequenceEqual(Utf8XmlReader.XmlNamespaceUri)) return Utf8XmlReader.XmlNamespace;
        int known = Array.IndexOf(knownNamespaces, Encoding.UTF8.GetString(uri));
        return known >= 0 ? known : Utf8XmlReader.UnknownNamespace;
    }

    private readonly record struct Element(int Start, int LocalStart, int Namespace);
}

using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Xml;

/// <content>Attributes: what their values mean, which namespaces they bind and are in, and that there is one of each.</content>
public sealed partial class Utf8XmlReader
{
    /// <summary>An attribute of the current start tag; valid until the next read.</summary>
    /// <param name="namespace"><see cref="NoNamespace"/> for those without a prefix.</param>
    /// <param name="localName">Name without prefix.</param>
    /// <param name="value">Decoded; empty when absent.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGetAttribute(int @namespace, ReadOnlySpan<byte> localName, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> tag = _input.Span;
        foreach (ref readonly XmlAttribute attribute in _tag.Attributes)
        {
            if (attribute.Namespace == @namespace && attribute.LocalLength == localName.Length && attribute.LocalNameIn(tag).SequenceEqual(localName))
            {
                value = ValueOf(attribute);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>How many attributes the current start tag has.</summary>
    internal int AttributeCount => _tag.Attributes.Length;

    /// <summary>One of them by its place in the tag, where there are many to look at; valid until the next read.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="namespace">As of <see cref="TryGetAttribute"/>.</param>
    /// <param name="localName">Name without prefix.</param>
    /// <returns>Its value.</returns>
    internal ReadOnlySpan<byte> AttributeAt(int index, out int @namespace, out ReadOnlySpan<byte> localName)
    {
        ref readonly XmlAttribute attribute = ref _tag.Attributes[index];
        @namespace = attribute.Namespace;
        localName = attribute.LocalNameIn(_input.Span);
        return ValueOf(attribute);
    }

    private ReadOnlySpan<byte> ValueOf(XmlAttribute attribute) =>
        (attribute.IsDecoded ? _decoded.WrittenSpan : _input.Span).Slice(attribute.ValueStart, attribute.ValueLength);

    private void DecodeAttributes()
    {
        _decoded.ResetWrittenCount();
        foreach (ref XmlAttribute attribute in _tag.Attributes)
        {
            if (!attribute.IsDecoded) continue;
            int from = _decoded.WrittenCount;
            if (XmlText.Decode(_input.Span.Slice(attribute.ValueStart, attribute.ValueLength), isAttribute: true, _decoded) is { } bad)
            {
                throw WrongReference(attribute.ValueStart + bad.At, bad.Text);
            }

            (attribute.ValueStart, attribute.ValueLength) = (from, _decoded.WrittenCount - from);
        }
    }

    /// <summary>First what binds prefixes, then what uses them: the order of attributes means nothing.</summary>
    private void ResolveAttributes()
    {
        ReadOnlySpan<byte> tag = _input.Span;
        foreach (ref XmlAttribute attribute in _tag.Attributes)
        {
            ReadOnlySpan<byte> name = attribute.NameIn(tag);
            attribute.PrefixLength = XmlName.PrefixLength(name) ?? throw this.Malformed("attribute", Printable.Escape(name), "prefix:name");
            bool isDefault = name.SequenceEqual("xmlns"u8);
            if (isDefault || name[..attribute.PrefixLength].SequenceEqual("xmlns"u8))
            {
                attribute.Namespace = UnknownNamespace;
                Bind(isDefault ? [] : attribute.LocalNameIn(tag), ValueOf(attribute));
            }
        }

        foreach (ref XmlAttribute attribute in _tag.Attributes)
        {
            if (attribute.PrefixLength == 0 || attribute.Namespace == UnknownNamespace) continue;
            attribute.Namespace = ResolvePrefix(attribute.NameIn(tag)[..attribute.PrefixLength]);
        }
    }

    /// <summary>"Namespaces in XML", clause 3: which bindings there may be.</summary>
    private void Bind(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> uri)
    {
        bool isXml = prefix.SequenceEqual("xml"u8);
        if (prefix.SequenceEqual("xmlns"u8) || (!prefix.IsEmpty && uri.IsEmpty) || isXml != uri.SequenceEqual(XmlNamespaceUri)
            || uri.SequenceEqual("http://www.w3.org/2000/xmlns/"u8))
        {
            throw this.Malformed("namespace", $"'{Printable.Escape(prefix)}' bound to '{Printable.Escape(uri)}'", "a binding that Namespaces in XML allows");
        }

        _scopes.Bind(prefix, uri);
    }

    /// <summary>Clause 3.1, "Unique Att Spec", and its counterpart for prefixes bound to one known namespace.</summary>
    private void RefuseDuplicates()
    {
        ReadOnlySpan<byte> tag = _input.Span;
        ReadOnlySpan<XmlAttribute> attributes = _tag.Attributes;
        for (int i = 1; i < attributes.Length; i++)
        {
            ReadOnlySpan<byte> name = attributes[i].NameIn(tag);
            for (int j = 0; j < i; j++)
            {
                bool isSame = (attributes[j].NameLength == name.Length && attributes[j].NameIn(tag).SequenceEqual(name))
                    || (attributes[i].PrefixLength + attributes[j].PrefixLength > 0 && attributes[i].Namespace == attributes[j].Namespace
                        && attributes[i].Namespace != UnknownNamespace && attributes[i].LocalNameIn(tag).SequenceEqual(attributes[j].LocalNameIn(tag)));
                if (isSame) throw this.Malformed("attribute", $"{Printable.Escape(name)} twice", "once");
            }
        }
    }

    private int ResolvePrefix(ReadOnlySpan<byte> prefix) =>
        _scopes.Resolve(prefix) ?? throw this.Malformed("namespace", $"prefix {Printable.Escape(prefix)}", "a prefix that is bound");
}

using System.Formats.Asn1;

namespace InitrdComposer.Formats.Cms;

/// <summary>
/// Reads DER values (X.690) one after the other and knows where in the file each begins. Nothing is allocated by a declared length: values are parts of
/// what is there.
/// </summary>
internal ref struct DerReader(string format, ReadOnlySpan<byte> data, long baseOffset)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    /// <summary>Where the next value begins in the file.</summary>
    public readonly long Offset => baseOffset + _position;

    public readonly bool IsAtEnd => _position == _data.Length;

    /// <summary>Whether the next value has a tag.</summary>
    public readonly bool Has(Asn1Tag tag) => !IsAtEnd && Asn1Tag.TryDecode(_data[_position..], out Asn1Tag next, out _) && next.HasSameClassAndValue(tag);

    /// <summary>The next value's contents.</summary>
    /// <exception cref="MalformedDataException">There is none, it has another tag, or it is longer than what it is in.</exception>
    public ReadOnlySpan<byte> Content(Asn1Tag tag, string field)
    {
        ReadOnlySpan<byte> value = Value(tag, field, out int start, out int length);
        return value.Slice(start, length);
    }

    /// <summary>The next value with its tag and length.</summary>
    public ReadOnlySpan<byte> Whole(Asn1Tag tag, string field) => Value(tag, field, out _, out _);

    /// <summary>Goes into the next value.</summary>
    public DerReader Into(Asn1Tag tag, string field)
    {
        long offset = Offset;
        ReadOnlySpan<byte> value = Value(tag, field, out int start, out int length);
        return new(format, value.Slice(start, length), offset + start);
    }

    public string ObjectId(string field)
    {
        long offset = Offset;
        ReadOnlySpan<byte> value = Whole(Asn1Tag.ObjectIdentifier, field);
        try
        {
            return AsnDecoder.ReadObjectIdentifier(value, AsnEncodingRules.DER, out _);
        }
        catch (AsnContentException exception)
        {
            throw new MalformedDataException(format, offset, field, Convert.ToHexString(value[..Math.Min(value.Length, 16)]), "an object identifier", exception);
        }
    }

    /// <summary>Nothing may follow.</summary>
    public readonly void End(string field)
    {
        if (!IsAtEnd) throw new MalformedDataException(format, Offset, field, $"{_data.Length - _position} bytes more", "its end");
    }

    private ReadOnlySpan<byte> Value(Asn1Tag tag, string field, out int start, out int length)
    {
        ReadOnlySpan<byte> rest = _data[_position..];
        try
        {
            Asn1Tag got = AsnDecoder.ReadEncodedValue(rest, AsnEncodingRules.DER, out start, out length, out int consumed);
            if (got != tag) throw new MalformedDataException(format, Offset, field, $"tag {got}", $"tag {tag}");
            _position += consumed;
            return rest[..consumed];
        }
        catch (AsnContentException exception)
        {
            throw new MalformedDataException(
                format, Offset, field, $"{Convert.ToHexString(rest[..Math.Min(rest.Length, 8)])} of {rest.Length} bytes", $"a DER value, tag {tag}, that ends inside", exception);
        }
    }
}

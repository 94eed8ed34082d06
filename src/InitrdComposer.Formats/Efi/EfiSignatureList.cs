using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Efi;

/// <summary>An EFI_SIGNATURE_LIST (UEFI specification, "Signature Database"): entries of one kind; PK, KEK, db and dbx are such lists in a row.</summary>
/// <param name="Type">What entries are: <see cref="X509"/> and others.</param>
/// <param name="Entries">Each EFI_SIGNATURE_DATA: the GUID of its owner, then the certificate or digest.</param>
public sealed record EfiSignatureList(Guid Type, ImmutableArray<ReadOnlyMemory<byte>> Entries)
{
    /// <summary>EFI_CERT_X509_GUID: entries are certificates in DER.</summary>
    public static readonly Guid X509 = new("a5c059a1-94e4-4aa7-87b5-ab155c2bf072");

    /// <summary>Bytes of an owner's GUID.</summary>
    public const int OwnerSize = 16;

    private const string Format = "EFI signature list";
    private const int HeaderSize = 28;

    /// <param name="variable">A variable's content.</param>
    /// <exception cref="MalformedDataException">A size contradicts another one.</exception>
    public static ImmutableArray<EfiSignatureList> ReadAll(ReadOnlyMemory<byte> variable)
    {
        ImmutableArray<EfiSignatureList>.Builder lists = ImmutableArray.CreateBuilder<EfiSignatureList>();
        for (int start = 0; start < variable.Length;)
        {
            var reader = new ByteReader(Format, variable.Span[start..], start);
            var type = new Guid(reader.Take(16, "SignatureType"));
            uint listSize = reader.U32LittleEndian("SignatureListSize");
            uint headerSize = reader.U32LittleEndian("SignatureHeaderSize");
            uint entrySize = reader.U32LittleEndian("SignatureSize");
            long entries = (long)listSize - HeaderSize - headerSize;
            if (listSize > variable.Length - start || entries < 0 || entrySize <= OwnerSize || entries % entrySize != 0)
            {
                throw new MalformedDataException(
                    Format, start, "SignatureListSize", $"0x{listSize:X}, header 0x{headerSize:X}, entries of 0x{entrySize:X}", $"whole entries in the 0x{variable.Length - start:X} bytes that are left");
            }

            int first = start + HeaderSize + (int)headerSize;
            lists.Add(new(type, [.. Enumerable.Range(0, (int)(entries / entrySize)).Select(i => variable.Slice(first + (i * (int)entrySize), (int)entrySize))]));
            start += (int)listSize;
        }

        return lists.ToImmutable();
    }
}

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Types of packets (RFC 9580, 5), named as there.</summary>
internal enum PacketType
{
    Signature = 2,
    SecretKey = 5,
    PublicKey = 6,
    SecretSubkey = 7,
    Marker = 10,
    Trust = 12,
    UserId = 13,
    PublicSubkey = 14,
    UserAttribute = 17,
    Padding = 21,
}

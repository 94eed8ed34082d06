namespace InitrdComposer.Formats.OpenPgp;

/// <summary>A packet, framed.</summary>
/// <param name="Offset">Where its header begins.</param>
/// <param name="BodyOffset">Where its body begins.</param>
internal readonly record struct Packet(PacketType Type, ReadOnlyMemory<byte> Body, long Offset, long BodyOffset)
{
    /// <summary>One that must be understood (RFC 9580, 4.3).</summary>
    public bool IsCritical => (int)Type < 40;
}

/// <summary>The format's name in errors.</summary>
internal static class OpenPgpFormat
{
    public const string Name = "OpenPGP";
}

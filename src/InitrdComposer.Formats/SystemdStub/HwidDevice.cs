using System.Collections.Immutable;

namespace InitrdComposer.Formats.SystemdStub;

/// <summary>What a computer hardware id leads to (device_type in systemd's chid.h).</summary>
public enum HwidDeviceKind : uint
{
    /// <summary>A devicetree, by its compatible string.</summary>
    DeviceTree = 1,

    /// <summary>Firmware, by its id.</summary>
    UefiFirmware = 2,
}

/// <summary>A kind of machine and the computer hardware ids (CHIDs, which firmware's SMBIOS tables make) by which the stub knows it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Target">The compatible string of its devicetree, or the id of its firmware.</param>
/// <param name="Hwids">CHIDs.</param>
public sealed record HwidDevice(HwidDeviceKind Kind, string Name, string Target, ImmutableArray<Guid> Hwids);
